import { readdirSync, readFileSync } from 'node:fs';
import { run } from './run.mjs';

/**
 * What a run of the tests has left on the machine. All that it makes bears its id: on the engine in names or labels,
 * processes in their environment, files in its temporary folder. What others made meanwhile does not count.
 * @returns {Promise<string[]>}
 */
export async function leftovers(id, temporary) {
  const onEngine = await Promise.all(
    Object.entries({
      container: 'ps --all --format "{{.Names}} {{.Networks}} {{.Labels}}"',
      network: 'network ls --format "{{.Name}} {{.Labels}}"',
      volume: 'volume ls --format "{{.Name}} {{.Labels}}"',
      image: 'image ls --format "{{.Repository}}:{{.Tag}}"',
    }).map(async ([kind, command]) => {
      const { ok, output } = await run(`docker ${command}`, { timeoutMs: 30_000 });
      // Where no engine answers, nothing was made on it.
      const lines = ok ? output.split('\n').filter((line) => line.includes(id)) : [];
      return lines.map((line) => `${kind} ${line.split(' ')[0]}`);
    }),
  );
  const files = readdirSync(temporary).map((name) => `temporary ${name}`);
  return [...onEngine.flat(), ...processesOf(id), ...files];
}

function processesOf(id) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`SPAWNER_TEST_RUN=${id}`)) return [];
        return [`process ${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 100)}`];
      } catch {
        return []; // ended in the meantime
      }
    });
}
