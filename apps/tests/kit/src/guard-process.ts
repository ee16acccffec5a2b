import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './run.js';
import { bundledTemplate } from './templates.js';

const MAIN = join(ROOT, 'apps/guard/dist/main.js');

/** The guard as it is deployed: a process of its own, configured by its environment. */
export class GuardProcess {
  /** The lines that it has written. */
  readonly log: string[] = [];

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly child: ReturnType<typeof spawn>,
  ) {}

  /**
   * @param pulled images of templates without a Dockerfile, by type
   * @param fields further fields of these templates, by type
   */
  static async start(
    environment: Readonly<Record<string, string>>,
    pulled: Readonly<Record<string, string>> = {},
    fields: Readonly<Record<string, object>> = {},
  ): Promise<GuardProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-guard-'));
    await cp(bundledTemplate('dev'), join(folder, 'dev'), { recursive: true });
    for (const [type, image] of Object.entries(pulled)) {
      await mkdir(join(folder, type));
      await writeFile(
        join(folder, type, 'template.json'),
        JSON.stringify({ ...{ order: 9, display_name: type, description: '' }, image, ...fields[type] }),
      );
    }
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], GUARD_LISTEN: '127.0.0.1:0', TEMPLATES_DIR: folder, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const [begun] = (await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('the guard does not start'))),
    ])) as [string];
    const guard = new GuardProcess(Number(/:(\d+)$/.exec(begun)?.[1]), folder, child);
    lines.on('line', (line) => guard.log.push(line));
    return guard;
  }

  get url(): string {
    return `tcp://127.0.0.1:${String(this.port)}`;
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
