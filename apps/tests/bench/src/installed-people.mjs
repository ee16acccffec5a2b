import { createHash } from 'node:crypto';
import { Product } from './product.mjs';

/** How many of the containers the engine reports. */
export const PRESENT = 1000;
/** The id of the first of them; the reader of the list has the one before. */
export const FIRST = 2;
/** A statement of the seed must end within the client's time limit. */
const AT_ONCE = 10_000;
const SEED = {
  /** The first thousand use one container, the others have none. */
  running: `CASE WHEN id < ${FIRST + PRESENT} AND type = 'dev' THEN 'running' ELSE 'not_created' END`,
  /** As after a reboot of the host. */
  exited: `CASE WHEN id < ${FIRST + PRESENT} AND type = 'dev' THEN 'running' ELSE 'not_created' END`,
  /** A backup that was restored on a new host: every row has a container, the host none. */
  gone: `CASE type WHEN 'dev' THEN 'running' WHEN 'prod' THEN 'stopped' ELSE 'paused' END`,
};

/** The product beside an engine that reports the containers. */
export const startOn = (engine, { databaseUrl, dataDir, network }) =>
  Product.launch({
    databaseUrl,
    dataDir,
    network,
    environment: {
      PREPARE_IMAGES: 'false',
      DOCKER_HOST: `unix://${engine.socket}`,
      TEMPLATES: 'dev,prod,python',
      CONTAINER_IDLE_TIMEOUT: '100000',
    },
  });

/** Rows of people and containers, as they are before the start that a bench measures. */
export async function seed(product, count, name, runtime = 'docker') {
  const status = SEED[name];
  for (let first = FIRST; first < FIRST + count; first += AT_ONCE) {
    const last = Math.min(FIRST + count, first + AT_ONCE) - 1;
    await product.query(
      `INSERT INTO users (id, email, slug, state)
       SELECT n, 'p' || n || '@bench.example', 'p' || n, 'active' FROM generate_series(${first}, ${last}) n`,
    );
    await product.query(
      `INSERT INTO user_container (user_id, container_type, runtime, status, container_id, created_at, last_used, kept)
       SELECT id, type, '${runtime}', ${status}, CASE WHEN ${status} <> 'not_created' THEN md5(id || type) || md5(type || id) END,
         now(), now(), CASE type WHEN 'dev' THEN '[{"path": "/srv/www", "bytes": 4096}]'::jsonb ELSE '[]' END
       FROM users, unnest(ARRAY['dev', 'prod', 'python']) type
       WHERE id BETWEEN ${first} AND ${last} AND email LIKE '%@bench.example'`,
    );
  }
  await product.query('ANALYZE users, user_container');
}

/** The containers of the rows that have one. */
export function containers(installation, state) {
  return Array.from({ length: PRESENT }, (_, index) => {
    const id = FIRST + index;
    return {
      id: md5(`${id}dev`) + md5(`dev${id}`),
      name: `user-p${id}-dev-${id}`,
      state,
      labels: { 'spawner.installation': installation, 'spawner.user': String(id), 'spawner.type': 'dev' },
    };
  });
}

/** What everybody keeps. */
export function volumes(installation, count) {
  return Array.from({ length: count }, (_, index) => {
    const id = FIRST + index;
    return {
      name: `user-p${id}-dev-${id}-srv-www`,
      labels: {
        'spawner.installation': installation,
        'spawner.user': String(id),
        'spawner.type': 'dev',
        'spawner.path': '/srv/www',
      },
    };
  });
}

const md5 = (text) => createHash('md5').update(text).digest('hex');
