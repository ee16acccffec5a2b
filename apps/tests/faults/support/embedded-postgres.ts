import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { query } from '@spawner/kit/postgres';
import type { Environment } from '@spawner/kit/product';
import { until } from '@spawner/kit/until';
import type { Database } from './database.js';
import { run } from './run.js';

const execute = promisify(execFile);

const ROOMY = '512m';

/** The server that the product starts, in a data folder with a file system of its own. */
export class EmbeddedPostgres implements Database {
  private constructor(private readonly folder: string) {}

  static async prepare(name: string): Promise<EmbeddedPostgres> {
    const folder = join(run.folder, 'installations', name);
    await mkdir(folder);
    await execute('mount', ['-t', 'tmpfs', '-o', `size=${ROOMY},mode=755`, 'tmpfs', folder]);
    return new EmbeddedPostgres(folder);
  }

  get environment(): Environment {
    return { DATA_DIR: this.folder };
  }

  /** The process that starts the server's others. */
  get postmaster(): number {
    return Number(this.lock[0]);
  }

  async query<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    const [, , , port, socketFolder = ''] = this.lock;
    return query(`postgres://spawner@${encodeURIComponent(socketFolder)}:${port}/postgres`, sql, values);
  }

  /** Kills every process of the server at once and leaves the folder unchanged. */
  kill(): void {
    for (const pid of this.processes()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ended already
      }
    }
  }

  /** The state after a power cut that comes before the new file's content is on the disk. */
  async emptyLockFile(): Promise<void> {
    await writeFile(this.lockFile, '');
  }

  /** Fills the file system. */
  async fill(): Promise<void> {
    // Removed first, because the next start deletes it and would gain its room.
    await rm(join(this.folder, 'postgres/server.log'), { force: true });
    const { blocks, bfree, bsize } = await statfs(this.folder);
    await this.resize(String((blocks - bfree) * bsize));
  }

  async makeRoom(): Promise<void> {
    await this.resize(ROOMY);
  }

  async close(): Promise<void> {
    this.kill();
    await until('the embedded server is gone', 20, () => this.processes().length === 0);
    await execute('umount', ['--lazy', this.folder]);
  }

  /** The processes whose working directory is the data folder. */
  private processes(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && folderOf(name) === this.data)
      .map(Number);
  }

  private async resize(size: string): Promise<void> {
    await execute('mount', ['-o', `remount,size=${size}`, this.folder]);
  }

  private get data(): string {
    return join(this.folder, 'postgres/data');
  }

  private get lockFile(): string {
    return join(this.data, 'postmaster.pid');
  }

  private get lock(): string[] {
    return existsSync(this.lockFile) ? readFileSync(this.lockFile, 'utf8').split('\n') : [];
  }
}

function folderOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // ended while we looked
  }
}
