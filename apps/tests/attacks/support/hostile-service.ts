import type { Person } from '@spawner/kit/person';

interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Has the hostile application in a person's own container do something, and returns what came of it. */
export async function inside<T>(person: Person, type: string, path: string): Promise<T> {
  const { status, text } = await person.visit(`/${person.slug}-${type}${path}`);
  if (status !== 200) throw new Error(`/${person.slug}-${type}${path} answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}

/** What has reached a person's own container until now. */
export const seenBy = (person: Person, type: string): Promise<SeenRequest[]> =>
  inside<SeenRequest[]>(person, type, '/seen');
