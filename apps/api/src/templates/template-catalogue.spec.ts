import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Settings } from '../config/settings.js';
import { TemplateCatalogue } from './template-catalogue.js';

const file = { order: 1, display_name: 'Name', description: 'Text', image: 'image:latest' };

describe('TemplateCatalogue', () => {
  let root: string;

  const add = (type: string, content: unknown) => {
    mkdirSync(join(root, 'docker/templates', type), { recursive: true });
    writeFileSync(join(root, 'docker/templates', type, 'template.json'), JSON.stringify(content));
  };
  const catalogue = (env = {}) => new TemplateCatalogue(Settings.from(env, root));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'spawner-templates-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('order of the files, image of the environment: used', () => {
    add('second', { ...file, order: 2 });
    add('first', file);
    const all = catalogue({ USER_TEMPLATE_IMAGE_SECOND: 'mine:1' }).all();
    expect(all.map(({ type, image }) => [type, image])).toEqual([
      ['first', 'image:latest'],
      ['second', 'mine:1'],
    ]);
  });

  it('type with a hyphen: refused, because /{slug}-{type} would be ambiguous', () => {
    add('a-b', file);
    expect(() => catalogue()).toThrow(/no hyphen/);
  });

  it('template that is not valid: the error names its file', () => {
    add('broken', { ...file, image: 7 });
    expect(() => catalogue()).toThrow(/broken.template\.json/);
  });

  it('unknown type: the error lists the types', () => {
    add('dev', file);
    expect(() => catalogue().get('x')).toThrow(
      expect.objectContaining({ code: 'unknown_type', facts: { type: 'x', types: 'dev' } }),
    );
  });
});
