import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { consentVariables, GALLERY, missingConsents, readTemplateFile } from '@spawner/engine';
import { z } from 'zod';

const ROOT = join(__dirname, '../../../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const nothing = {
  ...z.object(consentVariables).parse({}),
  DEFAULT_MEMORY_LIMIT: 512 * 1024 ** 2,
  DEFAULT_CPU_QUOTA: 50_000,
};

describe('gallery', () => {
  it.each(readdirSync(join(ROOT, GALLERY)))('%s: its row in the README has the lines of .env that it needs', (type) => {
    const file = readTemplateFile({ type, folder: join(ROOT, GALLERY, type) });
    const row = README.split('\n').find((line) => line.startsWith(`| \`${type}\``)) ?? '';
    const named = [...row.matchAll(/`(GUARD_\w+=[^`]+)`/g)].map(([, line]) => line);
    expect(row).not.toBe('');
    expect(named).toEqual(missingConsents(file, nothing));
  });

  it.each(readdirSync(join(ROOT, GALLERY)))('%s: a volume, a time to get ready, and no writable image', (type) => {
    const file = readTemplateFile({ type, folder: join(ROOT, GALLERY, type) });
    expect(file).toMatchObject({ read_only: true, access: 'private', root: false, capabilities: [] });
    expect(file.volumes).toHaveLength(1);
    expect(file.ready.seconds).toBeGreaterThan(0);
  });
});
