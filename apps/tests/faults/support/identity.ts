import { type Answer, send } from '@spawner/kit/http';
import type { Person } from '@spawner/kit/person';

type Identity = Readonly<Record<string, unknown>>;

/** The identity that docker/mimic reports at the address of a person's service, or the answer that came instead. */
export const identityOf = (person: Person, type: string): Promise<Identity> =>
  identityIn(person.open(`/${person.slug}-${type}/`, { seconds: 3 }));

/** The same, at the container's address. */
export const identityAt = (address: string): Promise<Identity> => identityIn(send(8080, '/', { address, seconds: 3 }));

async function identityIn(answer: Promise<Answer>): Promise<Identity> {
  try {
    return (await answer).body;
  } catch (error) {
    return { error: String(error) };
  }
}
