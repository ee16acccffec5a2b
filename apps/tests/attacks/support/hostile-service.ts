import type { Person } from '@spawner/kit/person';

interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs an action of the hostile application in a person's container and returns its result. */
export async function inside<T>(person: Person, type: string, path: string): Promise<T> {
  const { status, text } = await person.open(`/${person.slug}-${type}${path}`);
  if (status !== 200) throw new Error(`/${person.slug}-${type}${path} answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}

/** The requests that have reached a person's container. */
export const seenBy = (person: Person, type: string): Promise<SeenRequest[]> =>
  inside<SeenRequest[]>(person, type, '/seen');
