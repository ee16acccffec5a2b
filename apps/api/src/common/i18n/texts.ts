import type { ErrorCode } from '@spawner/contracts';
import type { Facts } from '../app-error.js';
import { de } from './de.js';
import { en } from './en.js';
import type { Language } from './language.js';

/** What a reader is told of an error: what happened, and what to do next. `{name}` places are filled with facts. */
interface ErrorText {
  readonly title: string;
  readonly detail: string;
}

export interface Texts {
  readonly errors: Readonly<Record<ErrorCode, ErrorText>>;
  readonly answers: Readonly<Record<'container_ready' | 'mail_on_its_way' | 'logged_out', string>>;
  readonly invalidFields: Readonly<Record<'email' | 'token' | 'unknown' | 'other', string>>;
  readonly mail: Readonly<
    Record<'subject' | 'greeting' | 'intro' | 'button' | 'expiry' | 'ignore' | 'plain_link_hint', string>
  >;
}

const catalogue: Readonly<Record<Language, Texts>> = { de, en };

export const textsIn = (language: Language): Texts => catalogue[language];

export const fill = (text: string, facts: Facts): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(facts[name] ?? place));
