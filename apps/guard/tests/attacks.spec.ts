import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextHash } from '@spawner/engine';
import { dockerClient } from '../../api/src/runtime/docker/docker-client.js';
import { withEngine } from '../../api/test/with-engine.js';
import { GuardProcess } from '../../tests/kit/src/guard-process.js';
import { send, sendBytes, type TestRequest } from './send.js';
import { type Body, serviceBody } from './service-body.js';

/** Everything that these tests make carries this, so that others may use the engine at the same time. */
const ID = randomUUID().slice(0, 8);
const IMAGE = `spawner-guard-attack-${ID}:latest`;
const BUILT = `spawner-guard-built-${ID}:latest`;
const NETWORK = `spawner-guard-attack-${ID}`;
const SUBNET = `10.225.0.${String(16 * randomInt(16))}/28`;
const OWN = `user-own-${ID}-dev-1`;
/** Another user's of the host: one name that looks like ours, one that does not. */
const FOREIGN = `user-foreign-${ID}-dev-2`;
const DATABASE = `postgres-${ID}`;
const VOLUME = `user-foreign-${ID}-dev-2-data`;
const NEW = `user-new-${ID}-dev-3`;

withEngine(() => {
  describe('an API process that was taken over', () => {
    const docker = dockerClient(null);
    let guard: GuardProcess;
    let foreignId: string;
    /** What the guard finds in its folder, so that only the attack itself is refused. */
    let context: string;

    const create = (body: unknown, name = NEW): TestRequest => ({
      ...{ method: 'POST', path: `/containers/create?name=${name}`, headers: { 'content-type': 'application/json' } },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const build = (image = BUILT, labels: Readonly<Record<string, string>> = { 'spawner.context': context }): string =>
      `/build?t=${image}&forcerm=true&labels=${encodeURIComponent(JSON.stringify(labels))}`;
    const filter = (given: object): string => encodeURIComponent(JSON.stringify(given));
    const own = (name = NEW): Body => serviceBody(name, IMAGE, NETWORK);
    const withHost = (change: Record<string, unknown>): TestRequest => {
      const body = own();
      return create({ ...body, HostConfig: { ...body.HostConfig, ...change } });
    };
    const withMount = (mount: Record<string, unknown>) => withHost({ Mounts: [mount] });
    const post = (path: string, body?: unknown): TestRequest => ({
      ...{ method: 'POST', path, ...(body !== undefined && { body: JSON.stringify(body) }) },
    });

    /** Everything that carries our id, as the engine itself reports it. */
    const resources = async () => {
      const [containers, volumes, networks, images] = await Promise.all([
        docker.listContainers({ all: true, filters: { name: [ID] } }),
        docker.listVolumes({ filters: { name: [ID] } }),
        docker.listNetworks({ filters: { name: [ID] } }),
        docker.listImages({ all: true, filters: { reference: [`*${ID}*`] } }),
      ]);
      return {
        containers: containers.map(({ Names, State, Id }) => `${Names.join()} ${State} ${Id}`).sort(),
        volumes: ((volumes.Volumes as { Name: string }[] | null) ?? []).map(({ Name }) => Name).sort(),
        networks: networks.map(({ Name, Id }) => `${Name} ${Id}`).sort(),
        images: images.map(({ RepoTags, Id }) => `${String(RepoTags)} ${Id}`).sort(),
      };
    };

    const foreignContainer = async (name: string): Promise<string> => {
      const labels = { 'spawner.installation': 'another', 'spawner.user': '2' };
      return (await docker.createContainer({ name, Image: IMAGE, Labels: labels, HostConfig: { NetworkMode: 'none' } }))
        .id;
    };

    beforeAll(async () => {
      context = await contextHash(join(__dirname, '../../../docker/templates/dev'), null);
      const tar = Readable.from([Buffer.alloc(1024)]);
      const imported = await docker.importImage(tar, {
        repo: IMAGE.split(':')[0],
        tag: 'latest',
        changes: 'CMD ["x"]\nUSER 101',
      });
      await finished(imported.resume());
      guard = await GuardProcess.start(
        {
          ...{ GUARD_MARK: ID, TRAEFIK_NETWORK: NETWORK, DOCKER_SUBNET: SUBNET, DEFAULT_MEMORY_LIMIT: '128m' },
          USER_TEMPLATE_IMAGE_DEV: BUILT,
        },
        { attack: IMAGE },
      );
      await docker.createNetwork({
        Name: NETWORK,
        Driver: 'bridge',
        IPAM: { Driver: 'default', Config: [{ Subnet: SUBNET }] },
      });
      foreignId = await foreignContainer(FOREIGN);
      await foreignContainer(DATABASE);
      await docker.createVolume({ Name: VOLUME });
      expect(await send(guard.port, create(own(OWN), OWN))).toMatchObject({ status: 201 });
    });

    afterAll(async () => {
      await guard.close();
      const left = await docker.listContainers({ all: true, filters: { name: [ID] } });
      for (const { Id } of left) await docker.getContainer(Id).remove({ force: true, v: true });
      const { Volumes } = await docker.listVolumes({ filters: { name: [ID] } });
      for (const { Name } of Volumes) await docker.getVolume(Name).remove();
      await docker.getNetwork(NETWORK).remove();
      await docker.getImage(IMAGE).remove({ force: true });
    });

    const body = (change: (text: string) => string) => () => create(change(JSON.stringify(own())));
    const mounted = (VolumeOptions: Record<string, unknown>) => () =>
      withMount({ Type: 'volume', Source: `${NEW}-data`, Target: '/data', VolumeOptions });
    const labels = { 'spawner.installation': 'x', 'spawner.user': '1', 'spawner.type': 'dev', 'spawner.path': '/data' };

    const attacks: readonly (readonly [string, () => TestRequest])[] = [
      // The host, by what a container is made of.
      ['a privileged container', () => withHost({ Privileged: true })],
      ['… in lower case, which the engine reads as well', () => withHost({ privileged: true })],
      [
        '… in a second key',
        body((text) => text.replace('"HostConfig":{', '"HostConfig":{"Privileged":true},"HostConfig":{')),
      ],
      ['… after the end', body((text) => `${text}{"HostConfig":{"Privileged":true}}`)],
      ['… in the query', () => ({ ...create(own()), path: `/containers/create?name=${NEW}&Privileged=true` })],
      ["the host's processes", () => withHost({ PidMode: 'host' })],
      ["the database's processes", () => withHost({ PidMode: `container:${DATABASE}` })],
      ["the host's IPC", () => withHost({ IpcMode: 'host' })],
      ["the host's network", () => withHost({ NetworkMode: 'host' })],
      ["the database's network", () => withHost({ NetworkMode: `container:${DATABASE}` })],
      ['the default network', () => withHost({ NetworkMode: 'bridge' })],
      ['a second network', () => create({ ...own(), NetworkingConfig: { EndpointsConfig: { bridge: {} } } })],
      ["the host's name", () => withHost({ UTSMode: 'host' })],
      ["the host's users", () => withHost({ UsernsMode: 'host' })],
      ["the host's cgroups", () => withHost({ CgroupnsMode: 'host' })],
      ['a cgroup parent', () => withHost({ CgroupParent: '/' })],
      ['a bind of /', () => withHost({ Binds: ['/:/host'] })],
      ["a bind of the engine's socket", () => withHost({ Binds: ['/var/run/docker.sock:/s'] })],
      ['a mount of /', () => withMount({ Type: 'bind', Source: '/', Target: '/host' })],
      [
        "a mount of the engine's socket",
        () => withMount({ Type: 'bind', Source: '/var/run/docker.sock', Target: '/s' }),
      ],
      [
        'a volume that is a bind',
        mounted({
          NoCopy: false,
          Labels: labels,
          DriverConfig: { Name: 'local', Options: { type: 'none', o: 'bind', device: '/' } },
        }),
      ],
      [
        'a volume of another driver',
        mounted({ NoCopy: false, Labels: labels, DriverConfig: { Name: 'nfs', Options: {} } }),
      ],
      [
        "another user's volume",
        () =>
          withMount({
            Type: 'volume',
            Source: VOLUME,
            Target: '/data',
            VolumeOptions: { NoCopy: false, Labels: labels, DriverConfig: { Name: 'local', Options: {} } },
          }),
      ],
      [
        "the database's volume",
        () =>
          withMount({
            Type: 'volume',
            Source: 'spawner_database',
            Target: '/data',
            VolumeOptions: { NoCopy: false, Labels: labels, DriverConfig: { Name: 'local', Options: {} } },
          }),
      ],
      ["another container's volumes", () => withHost({ VolumesFrom: [DATABASE] })],
      ['an anonymous volume', () => create({ ...own(), Volumes: { '/x': {} } })],
      [
        'a device',
        () =>
          withHost({ Devices: [{ PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm' }] }),
      ],
      ['device rules', () => withHost({ DeviceCgroupRules: ['b *:* rwm'] })],
      ['a graphics card', () => withHost({ DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] })],
      ['… through the environment', () => create({ ...own(), Env: ['NVIDIA_VISIBLE_DEVICES=all'] })],
      ['a capability', () => withHost({ CapAdd: ['SYS_ADMIN'] })],
      ['the default capabilities', () => withHost({ CapDrop: [] })],
      ['no seccomp', () => withHost({ SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] })],
      ['no AppArmor', () => withHost({ SecurityOpt: ['no-new-privileges', 'apparmor=unconfined'] })],
      ['no SELinux', () => withHost({ SecurityOpt: ['label:disable'] })],
      ['an open /proc', () => withHost({ MaskedPaths: [], ReadonlyPaths: [] })],
      ['a sysctl', () => withHost({ Sysctls: { 'kernel.core_pattern': '|/x' } })],
      ['another runtime', () => withHost({ Runtime: 'evil' })],
      ['more memory', () => withHost({ Memory: 1024 ** 4, MemorySwap: 1024 ** 4 })],
      [
        'an option of the storage',
        () => withHost({ StorageOpt: { size: '1g', 'overlay2.override_kernel_check': '1' } }),
      ],
      ['… that is no size', () => withHost({ StorageOpt: { size: '-1' } })],
      ['no limit of processes', () => withHost({ PidsLimit: -1 })],
      ['to outlive the host', () => withHost({ OomScoreAdj: -1000 })],
      ['a port of the host', () => withHost({ PortBindings: { '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: '22' }] } })],
      ['a name in the hosts file', () => withHost({ ExtraHosts: ['x:127.0.0.1'] })],
      ['another image', () => create({ ...own(), Image: 'postgres:17' })],
      ['root', () => create({ ...own(), User: '0' })],
      ['another program', () => create({ ...own(), Entrypoint: ['sh'] })],
      [
        "a label of Compose's",
        () => create({ ...own(), Labels: { ...own().Labels, 'com.docker.compose.project': 'spawner' } }),
      ],
      [
        "Traefik's own API",
        () =>
          create({ ...own(), Labels: { ...own().Labels, 'traefik.http.routers.user1-dev.service': 'api@internal' } }),
      ],
      ["a name that is not a user container's", () => create({ ...own(), name: DATABASE }, DATABASE)],
      ['two names', () => create({ ...own(), name: OWN })],
      // What belongs to others.
      ...[FOREIGN, DATABASE, 'ID'].flatMap((name) => {
        const it = () => `/containers/${name === 'ID' ? foreignId : name}`;
        return [
          [`to start ${name}`, () => post(`${it()}/start`)],
          [`to stop ${name}`, () => post(`${it()}/stop?t=0`)],
          [`to pause ${name}`, () => post(`${it()}/pause`)],
          [`to rename ${name}`, () => post(`${it()}/rename?name=${NEW}`)],
          [`to remove ${name}`, () => ({ method: 'DELETE', path: `${it()}?force=true` })],
          [`to look into ${name}`, () => ({ method: 'GET', path: `${it()}/json` })],
          [`the log of ${name}`, () => ({ method: 'GET', path: `${it()}/logs?stdout=true&stderr=true&tail=10` })],
          [`the traffic of ${name}`, () => ({ method: 'GET', path: `${it()}/stats?stream=false&one-shot=true` })],
          [`the files of ${name}`, () => ({ method: 'GET', path: `${it()}/archive?path=/etc` })],
          [`a file into ${name}`, () => ({ method: 'PUT', path: `${it()}/archive?path=/`, body: Buffer.alloc(1024) })],
          [
            `to connect ${name}`,
            () => post(`/networks/${NETWORK}/connect`, { Container: name === 'ID' ? foreignId : name }),
          ],
          [
            `to disconnect ${name}`,
            () => post(`/networks/${NETWORK}/disconnect`, { Container: name === 'ID' ? foreignId : name, Force: true }),
          ],
        ] as [string, () => TestRequest][];
      }),
      ["to remove another user's volume", () => ({ method: 'DELETE', path: `/volumes/${VOLUME}` })],
      ["to remove the database's volume", () => ({ method: 'DELETE', path: '/volumes/spawner_database' })],
      ['to see all containers', () => ({ method: 'GET', path: '/containers/json?all=1' })],
      ['to see all volumes', () => ({ method: 'GET', path: '/volumes' })],
      ['to see all images', () => ({ method: 'GET', path: '/images/json' })],
      ['to look into another image', () => ({ method: 'GET', path: '/images/postgres:17/json' })],
      // What Spawner never does.
      ['a program inside a container', () => post(`/containers/${OWN}/exec`, { Cmd: ['id'], Privileged: true })],
      ['to start that program', () => post('/exec/abc/start', {})],
      ['to measure without end', () => ({ method: 'GET', path: `/containers/${OWN}/stats` })],
      ['… said explicitly', () => ({ method: 'GET', path: `/containers/${OWN}/stats?stream=true&one-shot=true` })],
      ['… said twice', () => ({ method: 'GET', path: `/containers/${OWN}/stats?stream=false&one-shot=true&stream=1` })],
      ['to measure twice', () => ({ method: 'GET', path: `/containers/${OWN}/stats?stream=false` })],
      // What containers have written is measured in one form, for its own only.
      ['to measure layers without a filter', () => ({ method: 'GET', path: '/containers/json?all=true&size=true' })],
      ...(
        [
          ['of the network', `all=true&size=true&filters=${filter({ network: [NETWORK] })}`],
          ['of a volume', `all=true&size=true&filters=${filter({ label: ['spawner.user'], volume: ['x'] })}`],
          ['of running ones only', `size=true&filters=${filter({ label: ['spawner.user'] })}`],
          ['twice', `all=true&size=true&size=true&filters=${filter({ label: ['spawner.user'] })}`],
          ['in other words', `all=1&size=1&filters=${filter({ label: ['spawner.user'] })}`],
          ['with a limit', `all=true&size=true&limit=1&filters=${filter({ label: ['spawner.user'] })}`],
        ] as const
      ).map(([how, query]): [string, () => TestRequest] => [
        `to measure layers ${how}`,
        () => ({ method: 'GET', path: `/containers/json?${query}` }),
      ]),
      ['to attach', () => post(`/containers/${OWN}/attach?stream=1&stdin=1`)],
      [
        'to take the connection over',
        () => ({ method: 'GET', path: '/_ping', headers: { connection: 'Upgrade', upgrade: 'tcp' } }),
      ],
      ['to commit', () => post(`/commit?container=${OWN}&repo=x`)],
      ['to export', () => ({ method: 'GET', path: `/containers/${OWN}/export` })],
      ['to update limits', () => post(`/containers/${OWN}/update`, { Memory: 0 })],
      ['to kill', () => post(`/containers/${OWN}/kill`)],
      ['a plug-in', () => post('/plugins/pull?remote=vieux/sshfs')],
      ['a swarm', () => post('/swarm/init', { ListenAddr: '0.0.0.0' })],
      ['a service of a swarm', () => post('/services/create', {})],
      [
        'a volume of its own',
        () => post('/volumes/create', { Name: NEW, DriverOpts: { type: 'none', o: 'bind', device: '/' } }),
      ],
      ['to remove an image', () => ({ method: 'DELETE', path: `/images/${IMAGE}?force=true` })],
      ['to load an image', () => ({ method: 'POST', path: '/images/load', body: Buffer.alloc(1024) })],
      ['to push an image', () => post(`/images/${IMAGE}/push`)],
      ['to tag an image', () => post(`/images/${IMAGE}/tag?repo=postgres&tag=17`)],
      ['to pull another image', () => post('/images/create?fromImage=evil&tag=latest')],
      [
        "to import a template's image",
        () => ({ method: 'POST', path: `/images/create?fromSrc=-&repo=${IMAGE}&tag=latest`, body: Buffer.alloc(1024) }),
      ],
      [
        'to import from an address',
        () => post('/images/create?fromSrc=http://169.254.169.254/&repo=spawner-volume&tag=latest'),
      ],
      [
        'to import with changes',
        () => post('/images/create?fromSrc=-&repo=spawner-volume&tag=latest&changes=CMD%20sh'),
      ],
      ['to build another image', () => post(build('postgres:17'))],
      ['to build what is pulled', () => post(build(IMAGE))],
      ["to build on the host's network", () => post(`${build()}&networkmode=host`)],
      ['to build from an address', () => post(`${build()}&remote=http://127.0.0.1/`)],
      ['to build on another base', () => post(`${build()}&buildargs=${encodeURIComponent('{"BASE_IMAGE":"evil"}')}`)],
      ['to build with a session', () => post(`${build()}&version=2&session=x`)],
      ['to build with another builder', () => post(`${build()}&version=2`)],
      ['to pull another tag of a base image', () => post('/images/create?fromImage=nginx&tag=1.28')],
      ['to build without the mark of the context', () => post(build(BUILT, {}))],
      ['to build with the mark of another context', () => post(build(BUILT, { 'spawner.context': 'a'.repeat(64) }))],
      [
        'to build through another proxy',
        () => post(`${build()}&buildargs=${encodeURIComponent('{"HTTP_PROXY":"http://evil"}')}`),
      ],
      [
        'to build with a label of Traefik',
        () => post(build(BUILT, { 'spawner.context': context, 'traefik.enable': 'true' })),
      ],
      [
        'another network',
        () => post('/networks/create', { Name: `evil-${ID}`, Driver: 'macvlan', Options: { parent: 'eth0' } }),
      ],
      ['to remove the network', () => ({ method: 'DELETE', path: `/networks/${NETWORK}` })],
      ['to join another network', () => post('/networks/bridge/connect', { Container: OWN })],
      [
        'an address of its choice',
        () =>
          post(`/networks/${NETWORK}/connect`, {
            Container: OWN,
            EndpointConfig: { IPAMConfig: { IPv4Address: '10.225.0.2' } },
          }),
      ],
      ['to prune', () => post('/containers/prune')],
      [
        'to start with another body, which older engines act on',
        () => ({ ...post(`/v1.22/containers/${FOREIGN}/start`, { Privileged: true, Binds: ['/:/host'] }) }),
      ],
      // Ways around the path.
      ...[
        `/containers/../containers/${DATABASE}/stop`,
        `/containers/${OWN}/../${DATABASE}/stop`,
        `//containers/${DATABASE}/stop`,
        `/containers//${DATABASE}/stop`,
        `/v1.41/../containers/${DATABASE}/stop`,
        `/v1.41/containers/${DATABASE}/stop`,
        `/containers/%2e%2e/containers/${DATABASE}/stop`,
        `/containers/${OWN}%2f..%2f${DATABASE}/stop`,
        `/containers/${OWN}%00/stop`,
        `/containers/${DATABASE}/stop/`,
        `/containers/${DATABASE}/stop#`,
        `/containers/${DATABASE};/stop`,
        `/CONTAINERS/${DATABASE}/stop`,
        `http://docker/containers/${DATABASE}/stop`,
        `*`,
      ].map((path) => [`the path ${path}`, () => ({ method: 'POST', path })] as [string, () => TestRequest]),
    ];

    it.each(attacks)('%s: 403, and nothing changes', async (_, attack) => {
      const before = await resources();
      const lines = guard.log.length;
      const answer = await send(guard.port, attack());
      expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('guard: ') });
      expect(await resources()).toEqual(before);
      expect(guard.log.slice(lines)).toEqual([expect.stringMatching(/^refused /)]);
    });

    it.each([
      ['two lengths', 'Content-Length: 2\r\nContent-Length: 40\r\n'],
      ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n'],
      ['chunks of an odd kind', 'Transfer-Encoding: xchunked\r\n'],
      ['a folded header', 'X: a\r\n b: c\r\n'],
      ['a bare line feed', 'X: a\nContent-Length: 5\r\n'],
    ])('second request behind %s: never reaches the engine', async (_, header) => {
      const before = await resources();
      const second = `POST /containers/${FOREIGN}/stop HTTP/1.1\r\nHost: x\r\n\r\n`;
      const answers = await sendBytes(guard.port, `POST /_ping HTTP/1.1\r\nHost: x\r\n${header}\r\n0\r\n\r\n${second}`);
      expect(answers.filter((status) => status !== 400 && status !== 403)).toEqual([]);
      expect(answers.length).toBeGreaterThan(0);
      expect(await resources()).toEqual(before);
    });

    it('endless body: 413', async () => {
      expect(await send(guard.port, create(`{"name":"${'x'.repeat(70_000)}"}`))).toMatchObject({ status: 413 });
    });

    it('path with backslashes: refused', async () => {
      expect(await sendBytes(guard.port, `POST \\containers\\${DATABASE}\\stop HTTP/1.1\r\nHost: x\r\n\r\n`)).toEqual([
        400,
      ]);
    });

    it('lists: only its own containers and volumes', async () => {
      const any = encodeURIComponent(JSON.stringify({ label: ['spawner.user'] }));
      const listed = await send(guard.port, { method: 'GET', path: `/containers/json?all=1&filters=${any}` });
      expect((JSON.parse(listed.body) as { Names: string[] }[]).map(({ Names }) => Names)).toEqual([[`/${OWN}`]]);
      const measured = await send(guard.port, {
        method: 'GET',
        path: `/containers/json?all=true&size=true&filters=${any}`,
      });
      expect((JSON.parse(measured.body) as { Names: string[] }[]).map(({ Names }) => Names)).toEqual([[`/${OWN}`]]);
      // The engine measures once at a time, for whoever asks first.
      let used = await send(guard.port, { method: 'GET', path: '/system/df?type=volume' });
      while (used.body.includes('already running')) {
        used = await send(guard.port, { method: 'GET', path: '/system/df?type=volume' });
      }
      const { Volumes, ...rest } = JSON.parse(used.body) as { Volumes: { Name: string }[] };
      expect(Volumes.map(({ Name }) => Name)).toEqual([`${OWN}-srv-www`]);
      expect(rest).toEqual({});
    });

    it("container that it may make: has its limits and the guard's mark", async () => {
      const { Config, HostConfig } = await docker.getContainer(OWN).inspect();
      expect(Config.Labels).toMatchObject({ ...own(OWN).Labels, 'spawner.guard': ID });
      expect(HostConfig).toMatchObject({ Privileged: false, CapDrop: ['ALL'], NetworkMode: NETWORK, Binds: null });
      expect((await docker.getVolume(`${OWN}-srv-www`).inspect()).Labels).toMatchObject({ 'spawner.guard': ID });
    });

    it('container that only holds a volume: cannot be started or renamed', async () => {
      const name = `spawner-volume-${ID}0000`;
      const helper = {
        ...{ name, Image: 'spawner-volume:latest', Cmd: ['never-started'], Labels: { 'spawner.helper': ID } },
        HostConfig: { NetworkMode: 'none', Mounts: own(OWN).HostConfig['Mounts'] },
      };
      const empty = '/images/create?fromSrc=-&repo=spawner-volume&tag=latest';
      expect(await send(guard.port, { method: 'POST', path: empty, body: Buffer.alloc(1024) })).toMatchObject({
        status: 200,
      });
      expect(await send(guard.port, create(helper, name))).toMatchObject({ status: 201 });
      const { Id } = await docker.getContainer(name).inspect();
      for (const reference of [name, Id]) {
        expect(await send(guard.port, post(`/containers/${reference}/start`))).toMatchObject({ status: 403 });
        expect(await send(guard.port, post(`/containers/${reference}/rename?name=${NEW}`))).toMatchObject({
          status: 403,
        });
      }
    });
  });
});
