import { expect } from '@jest/globals';
import type { Answer } from '@spawner/kit/http';
import type { Person } from '@spawner/kit/person';
import { identityAt } from './identity.js';
import type { Installation } from './installation.js';

const PATIENCE_MS = 10_000;
const LOG_LINES = 60;

/** The expected answer. */
type Outcome = Readonly<Record<string, unknown>>;

const works: Outcome = { status: 200 };

/** Launches and compares the answer. */
export async function expectLaunch(
  installation: Installation,
  person: Person,
  type: string,
  outcome = works,
): Promise<Answer> {
  const answer = await person.launch(type);
  await expectAnswer(installation, { person, type, answer }, outcome);
  return answer;
}

/** A launch with its answer. */
interface Launched {
  readonly person: Person;
  readonly type: string;
  readonly answer: Answer | null | undefined;
}

/** The error of an unexpected answer has all details, because the case may be rare. */
export async function expectAnswer(installation: Installation, launched: Launched, outcome = works): Promise<void> {
  try {
    expect(launched.answer).toMatchObject(outcome);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${await evidence(installation, launched)}`, { cause: error });
  }
}

async function evidence(installation: Installation, { person, type, answer }: Launched): Promise<string> {
  const container = installation.docker.getContainer(person.containerName(type));
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  const inspected = container.inspect({ abortSignal });
  const log = { stdout: true, stderr: true, timestamps: true, tail: LOG_LINES, follow: false, abortSignal } as const;
  const found = {
    'the answer': answer,
    'the card': person.request(`/api/container/${type}`).then(({ body }) => body),
    'the container': inspected.then(({ Id, Created, State, RestartCount, NetworkSettings: { Networks } }) => {
      return { Id, Created, State, RestartCount, Networks };
    }),
    'what it answers by now': inspected.then(({ NetworkSettings: { Networks } }) =>
      identityAt(String(Networks[installation.network]?.IPAddress)),
    ),
    'its log': container.logs(log).then(String),
    "the product's log": installation.started.map(({ program }) => program.log(LOG_LINES)).join('\n…\n'),
  };
  const sections = Object.entries(found).map(async ([title, content]) => `── ${title}\n${await textOf(content)}`);
  return (await Promise.all(sections)).join('\n');
}

/** The content, or the error that came instead, which is a detail as well. */
async function textOf(content: unknown): Promise<string> {
  try {
    const known = await content;
    return typeof known === 'string' ? known : JSON.stringify(known, null, 2);
  } catch (error) {
    return String(error);
  }
}
