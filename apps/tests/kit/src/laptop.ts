import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHROMIUM } from './machine.js';
import { uniqueId } from './run.js';

const ip = (...args: string[]) => promisify(execFile)('ip', args, { timeout: 10_000 });

/** Another machine on a network with this one: a network namespace at the other end of a cable. Needs root. */
export class Laptop {
  private constructor(
    private readonly name: string,
    /** This machine, as the laptop reaches it. */
    readonly server: string,
    /** A program that is Chromium on the laptop. */
    readonly chromium: string,
    private readonly folder: string,
  ) {}

  static async connect(): Promise<Laptop> {
    const name = uniqueId('n');
    // From the range for tests of network devices (RFC 2544).
    const network = `198.18.${String(randomInt(256))}`;
    const folder = await mkdtemp(join(tmpdir(), 'spawner-laptop-'));
    const chromium = join(folder, 'chromium');
    await writeFile(chromium, `#!/bin/sh\nexec ip netns exec ${name} ${CHROMIUM} "$@"\n`);
    await chmod(chromium, 0o755);
    const laptop = new Laptop(name, `${network}.1`, chromium, folder);
    try {
      await ip('netns', 'add', name);
      await ip('link', 'add', `${name}-a`, 'type', 'veth', 'peer', 'name', `${name}-b`, 'netns', name);
      await ip('address', 'add', `${network}.1/24`, 'dev', `${name}-a`);
      await ip('link', 'set', `${name}-a`, 'up');
      await ip('-n', name, 'address', 'add', `${network}.2/24`, 'dev', `${name}-b`);
      await ip('-n', name, 'link', 'set', `${name}-b`, 'up');
    } catch (error) {
      await laptop.close();
      throw error;
    }
    return laptop;
  }

  /** The cable ends with the namespace. */
  async close(): Promise<void> {
    await ip('netns', 'delete', this.name);
    await rm(this.folder, { recursive: true, force: true });
  }
}
