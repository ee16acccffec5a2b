import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Docker from 'dockerode';
import { logLines } from '../../src/runtime/docker/docker-logs.js';
import { withEngine } from '../with-engine.js';
import { Confined } from './confined.js';
import { LIMITS } from './dev-template.js';

const MIB = 1024 ** 2;

withEngine(() => {
  describe('container that exhausts a resource', () => {
    const confined = new Confined(LIMITS);
    let neighbour: URL;

    beforeAll(async () => {
      await confined.open('10.227.0.32/28');
      neighbour = new URL(`http://${await confined.addressOf(await confined.start('neighbour'))}:8080/healthz`);
      for (const deadline = AbortSignal.timeout(20_000); !(await statusOf(neighbour)); ) deadline.throwIfAborted();
    }, 120_000);

    afterAll(() => confined.close());

    /** Waits for the container's end, and collects the neighbour's answers meanwhile. */
    const meanwhile = async (bomb: Docker.Container) => {
      const answers = new Set<number | null>();
      const over = new AbortController();
      const ended = bomb.wait().finally(() => {
        over.abort();
      });
      do answers.add(await statusOf(neighbour));
      while (!over.signal.aborted);
      const { StatusCode } = (await ended) as { StatusCode: number };
      return { exitCode: StatusCode, answers: [...answers], log: await logOf(bomb) };
    };

    it('fork bomb: stays below its process limit, and its neighbour answers', async () => {
      const bomb = await confined.start(
        'fork',
        `perl -e 'for (1..400) { my $child = fork; if (!defined $child) { $refused++ } elsif ($child) { $started++ }
         else { sleep 30; exit } } print "$started started, $refused refused"'`,
      );
      const { answers, log } = await meanwhile(bomb);
      expect(answers).toEqual([200]);
      const [, started, refused] = /(\d+) started, (\d+) refused/.exec(log) ?? [];
      expect(Number(started)).toBeLessThan(256);
      expect(Number(started) + Number(refused)).toBe(400);
    }, 20_000);

    it('memory above its limit: only that process is killed', async () => {
      // The kernel's own count, in the first version of its control groups or the second: the engine's may be late.
      const bomb = await confined.start(
        'memory',
        'head -c 1G /dev/zero | tail; echo survived $?; cd /sys/fs/cgroup; grep -h "^oom_kill " memory.events memory/memory.oom_control',
      );
      const { answers, log } = await meanwhile(bomb);
      expect(answers).toEqual([200]);
      expect(log).toContain('survived 137');
      expect(log).toContain('oom_kill 1');
    }, 20_000);

    it('writes to the disk: the root is read-only, /tmp ends at its size', async () => {
      const bomb = await confined.start(
        'disk',
        'touch /x; touch /var/x; touch /etc/x; head -c 100M /dev/zero >/tmp/x; stat -c %s /tmp/x',
      );
      const { answers, log } = await meanwhile(bomb);
      expect(answers).toEqual([200]);
      expect(log.match(/Read-only file system/g)).toHaveLength(3);
      expect(log).toContain('No space left on device');
      expect(log).toContain(String(64 * MIB));
    }, 20_000);

    it('endless log: no more than the limit is kept', async () => {
      const bomb = await confined.start('log', `yes '${'x'.repeat(499)}' | head -c 24M`);
      const { exitCode, answers, log } = await meanwhile(bomb);
      expect({ exitCode, answers }).toEqual({ exitCode: 0, answers: [200] });
      expect(log.length).toBeGreaterThan(MIB);
      expect(log.length).toBeLessThan(10 * MIB);
    }, 20_000);

    it('privileges: nothing from /tmp runs, no capabilities, no new privileges, seccomp on', async () => {
      const probe = await confined.start(
        'rights',
        `exec 2>&1; cp /bin/true /tmp/run && /tmp/run; ulimit -c; ulimit -n; id -u
         grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; cat /proc/self/oom_score_adj`,
      );
      const { log } = await meanwhile(probe);
      expect(log).toContain('/tmp/run: Permission denied');
      expect(log.replace(/\t/g, ' ')).toContain(
        `0\n16384\n101\nCapEff: ${'0'.repeat(16)}\nCapBnd: ${'0'.repeat(16)}\nNoNewPrivs: 1\nSeccomp: 2\n500`,
      );
    }, 20_000);
  });
});

async function statusOf(url: URL): Promise<number | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await answer.text();
    return answer.status;
  } catch {
    return null;
  }
}

/** The whole log of a container. */
async function logOf(container: Docker.Container): Promise<string> {
  const lines: string[] = [];
  for await (const line of logLines([await container.logs({ stdout: true, stderr: true })])) lines.push(line);
  return lines.join('\n');
}
