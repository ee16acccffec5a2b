import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessRuntime } from '../../src/runtime/process/process-runtime.js';
import { describeRuntime } from '../../src/runtime/testing/conformance.js';
import { devTemplate } from './dev-template.js';

describeRuntime('process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spawner-processes-'));
  const template = devTemplate('unused');
  return {
    runtime: new ProcessRuntime(folder, () => template, 60_000),
    template,
    dispose: () => rm(folder, { recursive: true }),
  };
});
