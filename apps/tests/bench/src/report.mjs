import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { ROOT } from '@spawner/kit/run';
import Docker from 'dockerode';
import { timed } from './measure.mjs';

/** The machine that the figures are from. */
export async function machine() {
  const { ServerVersion, KernelVersion, Driver } = await new Docker().info();
  const processors = cpus();
  return {
    commit: execFileSync('git', ['describe', '--always', '--dirty'], { cwd: ROOT, encoding: 'utf8' }).trim(),
    date: new Date().toISOString(),
    processor: `${processors.length} × ${processors[0].model.trim()}`,
    memory: `${(totalmem() / 1024 ** 3).toFixed(0)} GiB`,
    kernel: KernelVersion,
    engine: `${ServerVersion}, ${Driver}`,
    node: process.version,
  };
}

/** Prints rows as they come, beside those of an earlier run, and keeps them in a file. */
export class Report {
  #rows = [];
  #earlier;

  constructor(machine, { compare }) {
    this.machine = machine;
    this.#earlier = new Map();
    console.log(
      Object.entries(machine)
        .map(([name, value]) => `${name} ${value}`)
        .join(' · '),
    );
    if (!compare) return;
    const earlier = JSON.parse(readFileSync(compare, 'utf8'));
    for (const row of earlier.rows) this.#earlier.set(row.name, row);
    console.log(`compared with ${earlier.machine.commit} of ${earlier.machine.date}, engine ${earlier.machine.engine}`);
  }

  add(rows) {
    for (const row of rows) {
      this.#rows.push(row);
      const before = this.#earlier.get(row.name);
      const change = before ? `   (before ${before.value.toFixed(2)}, now ${row.value.toFixed(2)})` : '';
      console.log(`${row.kept ? 'kept  ' : 'MISSED'}  ${row.name}: ${row.text}   (target ${row.target})${change}`);
    }
  }

  /** The whole bench has ten minutes: says which of its parts takes how many of them. */
  async time(name, work) {
    const seconds = (await timed(work)) / 1000;
    console.log(`        ${name}: ${seconds.toFixed(0)} s`);
  }

  skip(name, reason) {
    console.log(`SKIPPED ${name}: ${reason}`);
  }

  save(file) {
    writeFileSync(file, `${JSON.stringify({ machine: this.machine, rows: this.#rows }, null, 2)}\n`);
  }

  finish() {
    const missed = this.#rows.filter(({ kept }) => !kept).length;
    const minutes = (performance.now() / 60_000).toFixed(1);
    console.log(`${this.#rows.length - missed} kept, ${missed} missed, in ${minutes} minutes`);
  }
}
