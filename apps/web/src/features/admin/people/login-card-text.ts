import type { Person } from '@spawner/contracts';
import type { usePeopleTexts } from './texts/use-people-texts.js';

/** In place of the mail address, which an account of a class lacks. */
export const loginCardText = ({ classes: [own] }: Person, text: ReturnType<typeof usePeopleTexts>): string =>
  own ? text('loginCardOf', { name: own.name }) : text('loginCard');
