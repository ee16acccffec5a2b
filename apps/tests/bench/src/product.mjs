import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { removeContainers } from './engine.mjs';

const main = fileURLToPath(import.meta.resolve('@spawner/api/dist/main.js'));

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** The product as people run it: a process of its own. */
export class Product {
  static async start({ databaseUrl, dataDir, network, subnet, environment = {} }) {
    const port = await freePort();
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        RUNTIME: 'docker',
        TRAEFIK_NETWORK: network,
        DOCKER_SUBNET: subnet,
        LOG_LEVEL: 'error',
        REQUEST_LIMIT: '1000000',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return new Product(child, port, databaseUrl);
  }

  constructor(child, port, databaseUrl) {
    this.child = child;
    this.port = port;
    this.databaseUrl = databaseUrl;
    this.url = `http://127.0.0.1:${port}`;
  }

  async register(email) {
    await this.#post('/api/auth/signup', { email });
    const token = await this.#mailedToken(email);
    const { access_token, user } = await this.#post('/api/auth/verify', { token });
    return { ...user, token: access_token, authorization: `Bearer ${access_token}` };
  }

  async launch(person, type = 'dev') {
    return this.#post(`/api/container/launch/${type}`, undefined, { authorization: person.authorization });
  }

  async query(sql) {
    const client = new pg.Client(this.databaseUrl);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Those of this installation, whoever else uses the engine. */
  async removeContainers() {
    const [{ id }] = await this.query('SELECT id FROM installation');
    await removeContainers(`spawner.installation=${id}`);
  }

  /** Resident memory in MB, as the kernel counts it. */
  memory() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))[1]) / 1024;
  }

  async stop() {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }

  async #mailedToken(email) {
    for (;;) {
      const { mails } = await (await fetch(`${this.url}/api/outbox`)).json();
      const mail = mails.find(({ to }) => to === email);
      if (mail) return mail.link.split('#')[1];
    }
  }

  async #post(path, body, headers = {}) {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
