import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer } from '@spawner/kit/http';
import type { Person } from '@spawner/kit/person';
import type { Installation } from './installation.js';

const STEPS = [
  (person: Person) => person.launch('ok'),
  (person: Person) => person.request('/api/user/containers'),
  (person: Person) => person.act('restart', 'ok'),
  (person: Person) => person.request('/api/container/ok'),
  (person: Person) => person.stop('ok'),
];

/** People who send requests throughout a fault. */
export class Load {
  readonly answers: Answer[] = [];
  private readonly enough = new AbortController();
  private readonly clicking: Promise<void>;

  private constructor(people: readonly Person[]) {
    this.clicking = Promise.all(people.map((person) => this.click(person))).then(() => undefined);
  }

  static async begin(installation: Installation, people = 4): Promise<Load> {
    const crowd = [];
    for (let number = 0; number < people; number += 1) {
      const newcomer = await installation.newcomer();
      crowd.push(newcomer.at(installation.living[number % installation.living.length] ?? installation.product));
    }
    return new Load(crowd);
  }

  /** Resolves after the last answer to every person. */
  async end(): Promise<void> {
    this.enough.abort();
    await this.clicking;
  }

  /** Count of each outcome: the status, with the problem's code if it is one. */
  get tally(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { status, code } of this.answers) {
      const outcome = code === null ? String(status) : `${status} ${code}`;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    return counts;
  }

  private async click(person: Person): Promise<void> {
    const { signal } = this.enough;
    for (let step = 0; !signal.aborted; step = (step + 1) % STEPS.length) {
      // A connection broken by the end of the product counts as no answer.
      const answer = await STEPS[step]?.(person).catch(() => null);
      if (answer) this.answers.push(answer);
      else await nextTurn();
    }
  }
}
