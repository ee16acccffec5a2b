import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Settings } from '../../config/settings.js';
import { chooseRuntime } from '../../runtime/choose-runtime.js';
import { dockerClient } from '../../runtime/docker/docker-client.js';
import { reasonOf } from '../../runtime/docker/docker-errors.js';
import type { Finding } from '../../runtime/finding.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { examine } from './examine.js';
import { printed, summaryOf } from './finding.js';
import { mailFinding } from './mail-finding.js';

// Says which protections of containers hold on this host, and whether mails get out. Ends with 1 where what should hold
// does not. `--mail name@domain` looks at the mail server only, and sends a mail there.
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');

try {
  const settings = Settings.from(process.env, root);
  const { mail: to } = parseArgs({ options: { mail: { type: 'string' } } }).values;
  const findings: Finding[] = [];
  if (settings.mail.smtp || to !== undefined) findings.push(await mailFinding(settings, to ?? null));
  for (const finding of findings) process.stdout.write(`${printed(finding)}\n`);
  const host = to === undefined ? examineHost(settings) : [];
  for await (const finding of host) {
    findings.push(finding);
    process.stdout.write(`${printed(finding)}\n`);
  }
  process.stdout.write(`${summaryOf(findings)}\n`);
  if (findings.some(({ result }) => result === 'missing')) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`The host could not be examined: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}

async function* examineHost(settings: Settings): AsyncGenerator<Finding> {
  const catalogue = new TemplateCatalogue(settings);
  const installation = { id: 'doctor', runtimes: [] };
  const { containers, host } = chooseRuntime({ settings, installation, templates: (type) => catalogue.get(type) });
  // Of each machine the engine is asked, through its guard. A look from inside a container is one at this machine.
  if (containers.capabilities.machines) yield* await host.findings(catalogue.all());
  else yield* examine(dockerClient(settings.docker.host), settings, catalogue.all());
}
