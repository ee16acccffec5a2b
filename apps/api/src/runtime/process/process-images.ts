import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { SharedWork } from '../../background/shared-work.js';
import { AppError } from '../../errors/app-error.js';
import { ImageBuildFailed } from '../image-build-failed.error.js';
import { type ImageProgress, type ImageSource, ImageStore } from '../image-store.js';

/** How a template runs where there is no engine: `build` once where there is one, then `start`, a plain `node file`. */
const Manifest = z.object({
  scripts: z.object({ build: z.string().optional(), start: z.string().regex(/^node \S+$/) }),
});

export interface ProcessImage {
  readonly folder: string;
  /** The file that node runs, relative to the folder. */
  readonly script: string;
}

const LEFT_OUT = new Set(['node_modules', '.next', 'Dockerfile', '.dockerignore']);

/** Builds templates with the machine's own node and npm, in the data folder, each at most once at a time. */
export class ProcessImages extends ImageStore {
  private readonly underWay = new SharedWork<ImageProgress>();
  private readonly closing = new AbortController();

  constructor(
    private readonly root: string,
    private readonly patienceMs: number,
  ) {
    super();
  }

  /** @throws AppError `image_missing` until it is prepared */
  async find(source: ImageSource): Promise<ProcessImage> {
    const { scripts } = await this.manifest(source);
    const folder = await this.folderOf(source, scripts.build !== undefined);
    if (!existsSync(folder)) throw new AppError('image_missing', { image: source.type });
    return { folder, script: scripts.start.slice('node '.length) };
  }

  prepare(source: ImageSource, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.underWay.join(source.type, onProgress, (report) => this.build(source, report));
  }

  async refresh(): Promise<void> {
    // Everything is built from the template's folder.
  }

  async currentId(source: ImageSource): Promise<string | null> {
    return (await this.find(source).catch(() => null))?.folder ?? null;
  }

  /** Ends builds under way; the next process starts them again. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.underWay.settled();
  }

  private async build(source: ImageSource, onProgress: (progress: ImageProgress) => void): Promise<void> {
    const { scripts } = await this.manifest(source);
    if (scripts.build === undefined) return;
    const folder = await this.folderOf(source, true);
    if (existsSync(folder)) return;

    // Built in a draft folder and renamed when complete, so that an interrupted build never looks ready.
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(this.root, { recursive: true });
    await cp(source.folder, draft, {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(relative(source.folder, path).split(sep)[0] ?? ''),
    });
    const log: string[] = [];
    const onLine = (line: string) => {
      log.push(line);
      onProgress({ percent: null, bytes: null, detail: line });
    };
    for (const step of [
      ['ci', '--no-audit', '--no-fund'],
      ['run', 'build'],
    ]) {
      onProgress({ percent: null, bytes: null, detail: `npm ${step.join(' ')}` });
      const code = await runNpm(step, draft, { patienceMs: this.patienceMs, closing: this.closing.signal, onLine });
      if (code === 'stalled') {
        throw new AppError('image_stalled', { image: source.type, seconds: this.patienceMs / 1000 });
      }
      if (code !== 0) throw new ImageBuildFailed(source.type, log.slice(-20), undefined);
    }
    await rename(draft, folder);
  }

  private async manifest(source: ImageSource) {
    try {
      return Manifest.parse(JSON.parse(await readFile(join(source.folder, 'package.json'), 'utf8')));
    } catch (error) {
      throw new AppError('image_missing', { image: source.type }, { cause: error });
    }
  }

  /** A template without a build step runs in its own folder. */
  private async folderOf(source: ImageSource, built: boolean): Promise<string> {
    if (!built) return source.folder;
    return join(this.root, `${source.type}-${await contentHash(source.folder)}`);
  }
}

async function contentHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !LEFT_OUT.has(relative(folder, file).split(sep)[0] ?? ''))
    .sort();
  for (const file of files) hash.update(relative(folder, file)).update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}

interface NpmOptions {
  readonly patienceMs: number;
  readonly closing: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Resolves with the exit code. A step that prints nothing new for too long is killed with all processes that it started. */
async function runNpm(
  args: readonly string[],
  cwd: string,
  { patienceMs, closing, onLine }: NpmOptions,
): Promise<number | 'stalled' | null> {
  if (closing.aborted) return null;
  const windows = process.platform === 'win32';
  // A process group of its own, so that processes that npm starts can be killed with it.
  const child: ChildProcess = spawn('npm', args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: windows,
    detached: !windows,
  });
  const end = (): void => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (child.pid === undefined || windows) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  };
  const stalled = new AbortController();
  const alarm = setTimeout(() => {
    stalled.abort();
    end();
  }, patienceMs);
  let lastLine = '';
  closing.addEventListener('abort', end, { once: true });
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (line !== lastLine) alarm.refresh();
      lastLine = line;
      if (line.trim()) onLine(line.trim());
    });
  }
  try {
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        onLine(error.message);
        resolve(null);
      });
      child.once('close', resolve);
    });
    return stalled.signal.aborted ? 'stalled' : code;
  } finally {
    clearTimeout(alarm);
    closing.removeEventListener('abort', end);
  }
}
