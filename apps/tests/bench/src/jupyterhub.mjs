import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '@spawner/kit/free-port';
import { Program } from '@spawner/kit/program';
import { until } from '@spawner/kit/until';
import { watch } from './broken.mjs';

const START_SECONDS = 60;

/**
 * JupyterHub with DockerSpawner, set up as its guide says: containers on a network of their own, reached by its proxy
 * at their address there. Source: https://jupyterhub-dockerspawner.readthedocs.io (docker-image.html, networking).
 */
export class JupyterHub {
  #token = randomBytes(16).toString('hex');

  /** Why it cannot be started from the folder, or null. */
  static obstacle(folder) {
    const missing = ['bin/jupyterhub', 'node_modules/.bin/configurable-http-proxy'].find(
      (file) => !existsSync(join(folder, file)),
    );
    return missing ? `${join(folder, missing)} is not there` : null;
  }

  /** `folder` has JupyterHub and DockerSpawner (pip) and configurable-http-proxy (npm). */
  static async start(folder, { image, network, memory, cpu }) {
    const hub = new JupyterHub();
    hub.home = await mkdtemp(join(tmpdir(), 'spawner-jupyterhub-'));
    hub.port = await freePort();
    const [hubPort, proxyPort] = [await freePort(), await freePort()];
    const config = join(hub.home, 'config.py');
    await writeFile(
      config,
      `
c.JupyterHub.bind_url = 'http://127.0.0.1:${hub.port}'
c.JupyterHub.hub_port = ${hubPort}
c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:${proxyPort}'
c.JupyterHub.authenticator_class = 'dummy'
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = 'dockerspawner.DockerSpawner'
c.JupyterHub.log_level = 'ERROR'
# A request for a server is answered when the server is ready, as Spawner's is: nobody has to poll.
c.JupyterHub.tornado_settings = {'slow_spawn_timeout': 60}
c.JupyterHub.services = [{'name': 'bench', 'api_token': '${hub.#token}'}]
c.JupyterHub.load_roles = [{
    'name': 'bench', 'services': ['bench'],
    'scopes': ['admin:users', 'admin:servers', 'tokens', 'access:servers'],
}]
c.DockerSpawner.image = '${image}'
c.DockerSpawner.cmd = 'serve'
c.DockerSpawner.port = 8080
c.DockerSpawner.network_name = '${network}'
c.DockerSpawner.use_internal_ip = True
c.DockerSpawner.remove = True
c.DockerSpawner.mem_limit = ${memory}
c.DockerSpawner.cpu_limit = ${cpu}
c.DockerSpawner.environment = {'BASE_PATH': '/base'}
c.DockerSpawner.name_template = 'jupyterhub-${hub.port}-{username}'
`,
    );
    const program = Program.start(join(folder, 'bin/jupyterhub'), ['--config', config], {
      cwd: hub.home,
      env: {
        PATH: [join(folder, 'bin'), join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter),
        HOME: hub.home,
      },
    });
    hub.program = watch('JupyterHub', program);
    try {
      await until('JupyterHub serves', START_SECONDS, async () => {
        if (hub.program.exit) throw new Error('It ended.');
        return (await hub.api('GET', '/users').catch(() => null))?.ok;
      });
    } catch (error) {
      await hub.close();
      throw new Error(`JupyterHub did not start:\n${hub.program.output}`, { cause: error });
    }
    return hub;
  }

  api(method, path, body) {
    return fetch(`http://127.0.0.1:${this.port}/hub/api${path}`, {
      method,
      headers: { authorization: `token ${this.#token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
  }

  async register(name) {
    await succeeded(await this.api('POST', `/users/${name}`));
  }

  async tokenOf(name) {
    return (await succeeded(await this.api('POST', `/users/${name}/tokens`))).token;
  }

  async launch(name) {
    await succeeded(await this.api('POST', `/users/${name}/server`));
  }

  /** Stops the server and removes its container. */
  async remove(name) {
    await this.api('DELETE', `/users/${name}/server`);
    await until(`the server of ${name} is gone`, 30, async () => {
      const user = await (await this.api('GET', `/users/${name}`)).json();
      return Object.keys(user.servers).length === 0 && user.pending === null;
    });
  }

  async close() {
    await this.program.stop('SIGTERM', 15);
    await rm(this.home, { recursive: true, force: true });
  }
}

async function succeeded(response) {
  const text = await response.text();
  if (!response.ok) throw new Error(`JupyterHub answered ${response.status}: ${text}`);
  return text ? JSON.parse(text) : null;
}
