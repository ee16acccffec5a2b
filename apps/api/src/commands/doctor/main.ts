import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Settings } from '../../config/settings.js';
import { dockerClient } from '../../runtime/docker/docker-client.js';
import { reasonOf } from '../../runtime/docker/docker-errors.js';
import type { Finding } from '../../runtime/finding.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { examine } from './examine.js';
import { printed, summaryOf } from './finding.js';

// Says which protections of containers hold on this host. Ends with 1 where one that should hold does not.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');

try {
  const settings = Settings.from(process.env, root);
  const findings: Finding[] = [];
  for await (const finding of examine(
    dockerClient(settings.docker.host),
    settings,
    new TemplateCatalogue(settings).all(),
  )) {
    findings.push(finding);
    process.stdout.write(`${printed(finding)}\n`);
  }
  process.stdout.write(`${summaryOf(findings)}\n`);
  if (findings.some(({ result }) => result === 'missing')) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`The host could not be examined: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}
