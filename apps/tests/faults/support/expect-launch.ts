import { expect } from '@jest/globals';
import { identityAt } from './identity.js';
import type { Answer, Person } from './person.js';
import type { Stage } from './stage.js';

const PATIENCE_MS = 10_000;
const LOG_LINES = 60;

/** What is compared with an answer. */
type Outcome = Readonly<Record<string, unknown>>;

const works: Outcome = { status: 200 };

/** Launches, and expects that outcome. */
export async function expectLaunch(stage: Stage, person: Person, type: string, outcome = works): Promise<Answer> {
  const answer = await person.launch(type);
  await expectAnswer(stage, { person, type, answer }, outcome);
  return answer;
}

/** A launch that was asked for. */
interface Launched {
  readonly person: Person;
  readonly type: string;
  readonly answer: Answer | null | undefined;
}

/** Where another outcome came, the error tells all there is to know: it may not come again for a long time. */
export async function expectAnswer(stage: Stage, launched: Launched, outcome = works): Promise<void> {
  try {
    expect(launched.answer).toMatchObject(outcome);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${await evidence(stage, launched)}`, { cause: error });
  }
}

async function evidence(stage: Stage, { person, type, answer }: Launched): Promise<string> {
  const container = stage.docker.getContainer(person.containerName(type));
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  const inspected = container.inspect({ abortSignal });
  const log = { stdout: true, stderr: true, timestamps: true, tail: LOG_LINES, follow: false, abortSignal } as const;
  const found = {
    'the answer': answer,
    'the card': person.ask('GET', `/api/container/${type}`).then(({ body }) => body),
    'the container': inspected.then(({ Id, Created, State, RestartCount, NetworkSettings: { Networks } }) => {
      return { Id, Created, State, RestartCount, Networks };
    }),
    'what it answers by now': inspected.then(({ NetworkSettings: { Networks } }) =>
      identityAt(`http://${String(Networks[stage.network]?.IPAddress)}:8080/`),
    ),
    'its log': container.logs(log).then(String),
    "the product's log": person.product.log(LOG_LINES),
  };
  const sections = Object.entries(found).map(async ([title, content]) => `── ${title}\n${await told(content)}`);
  return (await Promise.all(sections)).join('\n');
}

/** Not getting it tells something as well. */
async function told(content: unknown): Promise<string> {
  try {
    const known = await content;
    return typeof known === 'string' ? known : JSON.stringify(known, null, 2);
  } catch (error) {
    return String(error);
  }
}
