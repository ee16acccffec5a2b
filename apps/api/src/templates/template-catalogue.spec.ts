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

  it.each<[string, object, RegExp]>([
    ['a wrong type', { image: 7 }, /image: .*expected string/],
    ['an unknown field', { prot: 80 }, /"prot".*the fields are .*port/],
    ['a port', { port: 70_000 }, /port: .*65535/],
    ['a size', { memory: 'much' }, /memory: is not a size such as 512m or 1g/],
    ['too little memory', { memory: '1m' }, /memory: is less than 6m/],
    ['a path mode', { path: 'cut' }, /path: .*"strip"\|"keep"/],
    ['a path to ask', { ready: { path: 'healthz' } }, /ready\.path: is not a path such as \/healthz/],
    ['a time', { ready: { seconds: 0 } }, /ready\.seconds: /],
    ['traffic that is everything', { idle: { traffic: 0 } }, /idle\.traffic: /],
    ['a capability', { capabilities: ['SYS_ADMIN'] }, /capabilities\.0: .*CHOWN/],
    ['root as another user', { root: true, user: '1000:1000' }, /root: excludes "user"/],
    [
      'a placeholder',
      { environment: { A: '{sulg}' } },
      /environment\.A: has no value for \{sulg\}; there are \{slug\}/,
    ],
    ['a placeholder of the command', { command: ['{x}'] }, /command\.0: has no value for \{x\}/],
    ['a NUL byte', { environment: { A: 'a\0b' } }, /environment\.A: has a NUL byte/],
    ['a name in small letters', { environment: { path: '' } }, /environment\.path: is not a name of capital letters/],
    [
      'a name of a runtime',
      { environment: { NVIDIA_VISIBLE_DEVICES: 'all' } },
      /that container runtimes or loaders obey/,
    ],
    ['another', { environment: { ASCEND_VISIBLE_DEVICES: '0' } }, /that container runtimes or loaders obey/],
    ['a name of a loader', { environment: { LD_PRELOAD: '/x' } }, /that container runtimes or loaders obey/],
    ['a name of ours', { environment: { BASE_PATH: '/x' } }, /environment\.BASE_PATH: is set by Spawner itself/],
  ])('template with %s: the error names file, field and what is right', (_, fields, problem) => {
    add('broken', { ...file, ...fields });
    expect(() => catalogue()).toThrow(/broken.template\.json/);
    expect(() => catalogue()).toThrow(problem);
  });

  it('template.json that is not JSON: the error names its file', () => {
    add('broken', file);
    writeFileSync(join(root, 'docker/templates/broken/template.json'), '{');
    expect(() => catalogue()).toThrow(/broken.template\.json: .*JSON/);
  });

  it('fields: limits and readiness come from the settings where the template has none', () => {
    add('bare', file);
    add('whole', {
      ...file,
      order: 2,
      memory: '1g',
      cpu: 1.5,
      pids: 9,
      shm: '64m',
      layer: '2g',
      ready: { path: '/up', seconds: 90 },
    });
    const [bare, whole] = catalogue().all();
    expect(bare).toMatchObject({
      ...{ port: 8080, path: 'strip', environment: {}, command: null, health: false, missingConsents: [] },
      ready: { path: null, seconds: 60 },
      limits: {
        memoryBytes: 512 * 1024 ** 2,
        cpuQuota: 50_000,
        processes: 256,
        shmBytes: null,
        layerBytes: 5 * 1024 ** 3,
      },
      confinement: { readOnly: false, runtime: null, user: null, root: false, capabilities: [], init: true },
    });
    expect(whole).toMatchObject({
      ready: { path: '/up', seconds: 90 },
      limits: {
        memoryBytes: 1024 ** 3,
        cpuQuota: 150_000,
        processes: 9,
        shmBytes: 64 * 1024 ** 2,
        layerBytes: 2 * 1024 ** 3,
      },
      missingConsents: ['GUARD_MAX_MEMORY=1g', 'GUARD_MAX_CPU_QUOTA=150000'],
    });
  });

  describe('TEMPLATES', () => {
    const typesOf = (TEMPLATES: string) =>
      catalogue({ TEMPLATES })
        .all()
        .map(({ type }) => type);
    const inGallery = (type: string, content: unknown) => {
      mkdirSync(join(root, 'docker/gallery', type), { recursive: true });
      writeFileSync(join(root, 'docker/gallery', type, 'template.json'), JSON.stringify(content));
    };

    beforeEach(() => {
      add('dev', file);
      add('prod', { ...file, order: 2 });
      inGallery('jupyter', { ...file, order: 3 });
      inGallery('dev', { ...file, display_name: 'Not this one' });
    });

    it('not set: all of docker/templates, none of the gallery', () => {
      expect(typesOf('')).toEqual(['dev', 'prod']);
    });

    it('names: these, out of both folders, in the order of the files', () => {
      expect(typesOf('jupyter, dev')).toEqual(['dev', 'jupyter']);
    });

    it('name that is in both: the one of docker/templates', () => {
      expect(catalogue({ TEMPLATES: 'dev' }).get('dev').displayName).toBe('Name');
    });

    it('unknown name: the error names it and what there is', () => {
      expect(() => typesOf('dev,jupiter')).toThrow(/TEMPLATES: there is no "jupiter"; there are dev, jupyter, prod/);
    });
  });

  it('unknown type: the error lists the types', () => {
    add('dev', file);
    expect(() => catalogue().get('x')).toThrow(
      expect.objectContaining({ code: 'unknown_type', facts: { type: 'x', types: 'dev' } }),
    );
  });
});
