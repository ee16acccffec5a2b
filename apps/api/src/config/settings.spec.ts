import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { settings } from '@spawner/contracts';
import fc from 'fast-check';
import { Client } from 'pg';
import { Environment } from './environment.js';
import { SettingsError } from './settings.error.js';
import { Settings } from './settings.js';

const root = join(__dirname, '../../../..');

const production = {
  NODE_ENV: 'production',
  BASE_DOMAIN: 'domain.com',
  DATABASE_URL: 'postgres://spawner:gee8Ohmah5ei@postgres/spawner',
  JWT_SECRET_KEY: '5a1b0c7d9e3f5a1b0c7d9e3f5a1b0c7d',
  SMTP_HOST: 'mail.domain.com',
  SMTP_FROM: 'Spawner <noreply@domain.com>',
};

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    Settings.from(env, root);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};

describe('Settings', () => {
  it('empty environment: defaults for one machine', () => {
    const settings = Settings.from({}, root);
    expect(settings.publicUrl).toBe('http://localhost:5000');
    expect(settings.limits).toEqual({
      memoryBytes: 512 * 1024 ** 2,
      cpuQuota: 50_000,
      processes: 256,
      shmBytes: null,
      layerBytes: 5 * 1024 ** 3,
    });
    expect(settings.mail.smtp).toBeNull();
  });

  it('base domain and subdomain: joined to the public address', () => {
    expect(Settings.from({ BASE_DOMAIN: 'domain.com' }, root).publicUrl).toBe('http://coder.domain.com');
    expect(Settings.from({ BASE_DOMAIN: 'domain.com', TRAEFIK_CERTRESOLVER: 'le' }, root).publicUrl).toBe(
      'https://coder.domain.com',
    );
  });

  it('empty value: counts as absent', () => {
    expect(Settings.from({ PORT: '', SMTP_HOST: '' }, root).http.port).toBe(5000);
  });

  it('several wrong values: all are reported at once', () => {
    const problems = problemsOf({ PORT: 'abc', DEFAULT_MEMORY_LIMIT: 'lots', RUNTIME: 'podman', SMTP_USE_TLS: 'yes' });
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'DEFAULT_MEMORY_LIMIT',
      'PORT',
      'RUNTIME',
      'SMTP_USE_TLS',
    ]);
  });

  it('complete production environment: accepted', () => {
    expect(problemsOf(production)).toEqual([]);
  });

  it('production without its variables: all are reported', () => {
    const problems = problemsOf({ NODE_ENV: 'production' });
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'BASE_DOMAIN',
      'DATABASE_URL',
      'JWT_SECRET_KEY',
      'SMTP_HOST',
    ]);
  });

  it.each([
    ['JWT_SECRET_KEY', 'change-me-change-me-change-me-change-me'],
    ['JWT_SECRET_KEY', 'short'],
    ['DATABASE_URL', 'postgres://spawner:change-me@postgres/spawner'],
    ['DATABASE_URL', 'postgres://spawner:postgres@postgres/spawner'],
    ['DATABASE_PASSWORD', 'change-me'],
    ['RUNTIME', 'process'],
    ['SMTP_FROM', ''],
    ['SMTP_FROM', 'Spawner'],
    ['SMTP_FROM', 'Spawner <noreply@domain.com'],
    ['SMTP_FROM', 'noreply@domain.com, other@domain.com'],
    ['SMTP_FROM', 'Spawner <no reply@domain.com>'],
    ['SMTP_CA_FILE', 'missing.pem'],
    ['SMTP_CA_FILE', 'package.json'],
  ])('production with a sample or unsafe %s: refused', (name, value) => {
    expect(problemsOf({ ...production, [name]: value })).toEqual([expect.stringMatching(`^${name}:`)]);
  });

  it.each([
    [{}, 'starttls'],
    [{ SMTP_PORT: '465' }, 'tls'],
    [{ SMTP_USE_TLS: 'false' }, 'none'],
    [{ SMTP_PORT: '465', SMTP_USE_TLS: 'false' }, 'none'],
    [{ SMTP_PORT: '4465', SMTP_SECURITY: 'tls' }, 'tls'],
    [{ SMTP_USE_TLS: 'false', SMTP_SECURITY: 'starttls' }, 'starttls'],
  ])('mail server with %j: security is %s', (environment, security) => {
    expect(Settings.from({ ...production, ...environment }, root).mail.smtp?.security).toBe(security);
  });

  it.each([
    ['PUBLIC_URL', 'coder.domain.com'],
    ['PUBLIC_URL', 'https://coder.domain.com/spawner'],
    ['PUBLIC_URL', 'https://coder.domain.com/?a=b'],
    ['PUBLIC_URL', 'https://coder.domain.com#a'],
    ['PUBLIC_URL', 'https://user:password@coder.domain.com'],
    ['DATABASE_URL', 'postgres://spawner:a#b@postgres/spawner'],
    ['DATABASE_URL', 'postgres://spawner:1/2@postgres/spawner'],
    ['DATABASE_URL', 'postgres://spawner:50%off@postgres/spawner'],
  ])('%s with a part that would be lost or misread (%s): refused', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(`^${name}: `)]);
  });

  it('PUBLIC_URL: an origin, with or without the slash at its end', () => {
    expect(Settings.from({ PUBLIC_URL: 'http://nas.local:5000/' }, root).publicUrl).toBe('http://nas.local:5000');
  });

  it('any DATABASE_PASSWORD: arrives at the driver unchanged', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (password) => {
        const url = 'postgres://spawner@postgres:5433/spawner?sslmode=disable';
        const { databaseUrl } = Settings.from({ DATABASE_URL: url, DATABASE_PASSWORD: password }, root);
        const { host, port, user, database, password: found } = new Client({ connectionString: databaseUrl ?? '' });
        expect([host, port, user, database, found]).toEqual(['postgres', 5433, 'spawner', 'spawner', password]);
      }),
    );
  });

  it('image variables: one for each template', () => {
    const settings = Settings.from({ USER_TEMPLATE_IMAGE_DEV: 'mine:1', USER_TEMPLATE_BASE_PROD: 'node:22' }, root);
    expect(settings.templateImages).toEqual({ dev: 'mine:1' });
    expect(settings.templateBases).toEqual({ prod: 'node:22' });
  });

  it('TEMPLATES_DIR: a relative path starts from the checkout, an absolute one is taken as it is', () => {
    const templatesOf = (env: Record<string, string>) => Settings.from(env, root).folders.templates;
    expect(templatesOf({})).toBe(join(root, 'docker/templates'));
    expect(templatesOf({ TEMPLATES_DIR: 'mine' })).toBe(join(root, 'mine'));
    expect(templatesOf({ TEMPLATES_DIR: '/srv/templates' })).toBe('/srv/templates');
  });

  it('several machines: without a shared folder for files and the certificates, both are named', () => {
    const variables = (env: Record<string, string>) => problemsOf(env).map((problem) => problem.split(':')[0]);
    expect(variables({ RUNTIME: 'swarm', TRAEFIK_RELAY_PORT: '8443' })).toEqual(
      expect.arrayContaining(['FILES_DIR', 'SWARM_TLS_DIR']),
    );
    const complete = { RUNTIME: 'swarm', FILES_DIR: '/files', TRAEFIK_RELAY_PORT: '8443', SWARM_TLS_DIR: '/tls' };
    expect(variables(complete).filter((name) => name !== 'RUNTIME')).toEqual([]);
  });

  it('.env.example: lists exactly the variables that are read', () => {
    const example = readFileSync(join(root, '.env.example'), 'utf8');
    const listed = new Set([...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name ?? ''));
    const forCompose = [
      'POSTGRES_PASSWORD',
      'ACME_EMAIL',
      'HTTP_PORT',
      'HTTPS_PORT',
      'GATEWAY_PORT',
      'GUARD_INSTALLATION',
    ];
    const forStack = ['REGISTRY', 'SPAWNER_VERSION', 'FILES_FOLDER', 'BACKUP_FOLDER', 'POSTGRES_REPLICAS'];
    const read = (name: string) =>
      ![...forCompose, ...forStack].includes(name) && !name.startsWith('USER_TEMPLATE_') && !name.endsWith('_PROXY');
    expect([...listed].filter(read).sort()).toEqual(
      [...Object.keys(Environment.shape), ...Object.values(settings).map(({ variable }) => variable)]
        .filter((name) => name !== 'NODE_ENV')
        .sort(),
    );
  });
});
