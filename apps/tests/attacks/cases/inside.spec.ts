import { beforeAll, expect } from '@jest/globals';
import { docker } from '@spawner/kit/docker';
import type { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { attack } from '../support/attack.js';
import { inside } from '../support/hostile-service.js';
import { networkOf } from '../support/network.js';
import { Target } from '../support/target.js';

/** Limits from docs/security-containers.md. */
const MOST_PROCESSES = 256;
const LARGEST_LOG = 10 * 1024 ** 2;

describeWith(['engine'], 'From inside a container', () => {
  const keep = tidyUp();
  let target: Target;
  let ann: Person;
  let mallory: Person;
  let gateway: string;
  let annsAddress: string;
  let annsBoot: string;

  beforeAll(async () => {
    target = await keep(Target.open({ runtime: 'docker' }));
    ann = await target.newcomer('ann');
    mallory = await target.newcomer('mallory');
    for (const person of [ann, mallory]) await person.hasLaunched('dev');
    const network = await networkOf(target.installation.network);
    gateway = network.gateway;
    annsAddress = network.addresses[`user-ann-dev-${ann.user.id}`] ?? '';
    annsBoot = await bootOf(ann);
  }, 180_000);

  const bootOf = async (person: Person): Promise<string> => (await inside<{ boot: string }>(person, 'dev', '/')).boot;
  const reach = async (place: string): Promise<string> =>
    (await inside<{ outcome: string }>(mallory, 'dev', `/reach?place=${place}`)).outcome;

  attack('connection from a container', 'its own port, as a control', 'open', async () => {
    expect(await reach('127.0.0.1:8080')).toBe('open');
    return 'open';
  });

  for (const [what, places] of Object.entries({
    'the API': () => [`${gateway}:${target.port}`, `127.0.0.1:${target.port}`],
    'the database': () => {
      const { port } = new URL(target.databaseUrl);
      return [`${gateway}:${port}`, `127.0.0.1:${port}`];
    },
    'the mail server': () => [`${gateway}:${target.mailbox.settings.SMTP_PORT}`],
    'the engine': () => [`${gateway}:2375`, `${gateway}:2376`, '127.0.0.1:2375'],
    'a neighbour': () => [`${annsAddress}:8080`, `user-ann-dev-${ann.user.id}:8080`],
  })) {
    attack('connection from a container', what, 'no connection', async () => {
      expect(annsAddress).not.toBe('');
      const outcomes = await Promise.all(places().map(reach));
      expect(outcomes).not.toContain('open');
      return outcomes.join(', ');
    });
  }

  attack('connection from a container', '169.254.169.254, cloud metadata', 'no connection, or a hint', async () => {
    const outcome = await reach('169.254.169.254:80');
    // The engine cannot block it; the doctor prints the firewall rule that does.
    return outcome === 'open' ? 'OPEN on this host: npm run doctor prints how to close it' : outcome;
  });

  attack('engine socket', 'in the container’s file system', 'absent', async () => {
    for (const path of ['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock']) {
      expect(await inside(mallory, 'dev', `/exists?path=${path}`)).toBe(false);
    }
    return 'absent';
  });

  attack('internal route called from a container', '/api/gateway/visit/…', 'no answer', async () => {
    const url = encodeURIComponent(`http://${gateway}:${target.port}/api/gateway/visit/${ann.user.id}/ann-dev/plain`);
    const answer = await inside<{ status: number | null; text: string }>(mallory, 'dev', `/ask?url=${url}`);
    expect(answer.status).toBeNull();
    return answer.text;
  });

  attack('fork bomb', '400 processes', `fewer than ${MOST_PROCESSES}, API and neighbour answer`, async () => {
    const { begun } = await during<{ begun: number }>('fork');
    expect(begun).toBeLessThan(MOST_PROCESSES);
    return `${begun} started`;
  });

  attack('memory bomb', 'allocates until killed', 'only the bomb killed, API and neighbour answer', async () => {
    const { signal } = await during<{ signal: string | null }>('memory');
    expect(signal).toBe('SIGKILL');
    return `killed by ${signal}`;
  });

  attack(
    'disk bomb',
    '100 MB into each of /, /var, its own folder, /tmp',
    'refused, API and neighbour answer',
    async () => {
      const refused = await during<Record<string, string | null>>('disk');
      expect(refused).toEqual({ '/x': 'EROFS', '/var/x': 'EROFS', '/opt/hostile/x': 'EROFS', '/tmp/x': 'ENOSPC' });
      return JSON.stringify(refused);
    },
  );

  attack('log bomb', '16 MB', 'at most 10 MB kept, API and neighbour answer', async () => {
    await during('log');
    const kept = (await docker(['logs', `user-mallory-dev-${mallory.user.id}`])).length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(LARGEST_LOG);
    return `${(kept / 1024 ** 2).toFixed(1)} MB kept`;
  });

  /** Result of a bomb; the API and a neighbour have to answer throughout. */
  async function during<T>(kind: string): Promise<T> {
    const over = new AbortController();
    const bomb = inside<T>(mallory, 'dev', `/bomb?kind=${kind}`).finally(() => over.abort());
    const answers = new Set<number>();
    do {
      answers.add((await ann.open('/ann-dev/')).status);
      answers.add((await ann.request('/api/user/containers')).status);
    } while (!over.signal.aborted);
    expect([...answers]).toEqual([200]);
    expect(await bootOf(ann)).toBe(annsBoot);
    return bomb;
  }
});
