const SAMPLE = /change[-_ ]?me|example|sample|^(secret|password|postgres|spawner|admin|test)$/i;

const required: Readonly<Record<string, string>> = {
  BASE_DOMAIN: 'the domain that {SPAWNER_SUBDOMAIN}.{BASE_DOMAIN} is served under',
  DATABASE_URL: 'a PostgreSQL server, e.g. postgres://spawner:…@postgres/spawner',
  JWT_SECRET_KEY: 'at least 32 random characters, e.g. from: openssl rand -hex 32',
};

/** Further checks with NODE_ENV=production, so that no sample secret is used on the internet. */
export function productionProblems(env: Readonly<Record<string, string | undefined>>): string[] {
  if (env['NODE_ENV'] !== 'production') return [];
  const problems = Object.entries(required)
    .filter(([name]) => !env[name] && !(name === 'BASE_DOMAIN' && env['PUBLIC_URL']))
    .map(([name, meaning]) => `${name}: is required in production (${meaning})`);

  const secret = env['JWT_SECRET_KEY'];
  if (secret && (secret.length < 32 || SAMPLE.test(secret))) {
    problems.push('JWT_SECRET_KEY: is too short or a sample; use at least 32 random characters (openssl rand -hex 32)');
  }
  const password = databasePassword(env['DATABASE_URL']);
  if (password !== null && SAMPLE.test(password)) {
    problems.push('DATABASE_URL: its password is a sample; choose your own (openssl rand -hex 16)');
  }
  if (SAMPLE.test(env['DATABASE_PASSWORD'] ?? '')) {
    problems.push(
      'DATABASE_PASSWORD: is a sample (with compose: POSTGRES_PASSWORD); choose your own (openssl rand -hex 16)',
    );
  }
  if (!env['SMTP_HOST'] && env['OUTBOX'] !== 'true') {
    problems.push(
      'SMTP_HOST: is required in production (for a trial, OUTBOX=true shows every mail on /outbox instead)',
    );
  }
  if (env['SMTP_HOST'] && env['OUTBOX'] !== 'true' && !env['SMTP_FROM']) {
    problems.push('SMTP_FROM: is required in production: the sender of the mails, e.g. Spawner <noreply@domain.com>');
  }
  if (env['RUNTIME'] === 'process') {
    problems.push('RUNTIME: "process" gives no isolation and is refused in production; use docker or swarm');
  }
  return problems;
}

function databasePassword(url: string | undefined): string | null {
  return url && URL.canParse(url) ? new URL(url).password : null;
}
