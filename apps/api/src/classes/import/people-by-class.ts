import { folded } from './import-plan.js';
import type { ListedPerson } from './listed-people.js';

/**
 * Who comes into which class: the one of that name, without a name the class into which the file is read. Under `null`
 * are those whose class is not among these, or there twice.
 */
export function peopleByClass<Class extends { readonly id: number; readonly name: string }>(
  people: readonly ListedPerson[],
  into: Class,
  classes: readonly Class[],
): Map<Class | null, ListedPerson[]> {
  const ofName = new Map<string, Class | null>();
  for (const one of classes) ofName.set(folded(one.name), ofName.has(folded(one.name)) ? null : one);
  ofName.set('', into).set(folded(into.name), into);
  const found = new Map<Class | null, ListedPerson[]>();
  for (const person of people) {
    const one = ofName.get(folded(person.className)) ?? null;
    const others = found.get(one);
    if (others) others.push(person);
    else found.set(one, [person]);
  }
  return found;
}
