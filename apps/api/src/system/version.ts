import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '../config/settings.js';

export class Version {
  private constructor(readonly text: string) {}

  static async of({ folders }: Settings): Promise<Version> {
    const { version } = JSON.parse(await readFile(join(folders.root, 'package.json'), 'utf8')) as { version: string };
    return new Version(version);
  }
}
