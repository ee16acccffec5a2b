import type { de } from './de.js';

/** The same keys as the German texts at every level: a missing or an extra one does not compile. */
export type Texts<T = typeof de> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** Other words for some of the texts. */
export type Variant<T = typeof de> = { readonly [K in keyof T]?: T[K] extends string ? string : Variant<T[K]> };

type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];
type TextAt<K, T> = K extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? TextAt<Rest, T[Head]>
    : never
  : K extends keyof T
    ? T[K]
    : never;
type Places<Text> = Text extends `${string}{{${infer Place}}}${infer Rest}` ? Place | Places<Rest> : never;

/** Text for a key like `login.title`; what stands in `{{braces}}` in the German text must be given. */
export type Translate<T = typeof de> = <K extends Keys<T>>(
  key: K,
  ...values: [Places<TextAt<K, T>>] extends [never] ? [] : [Record<Places<TextAt<K, T>>, string | number>]
) => string;
