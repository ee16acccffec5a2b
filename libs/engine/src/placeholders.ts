/** What stands in a template's values for what differs from container to container. */
export interface Placeholders {
  readonly slug: string;
  readonly user_id: string;
  /** `/ann-dev`; empty where the service has a host of its own. */
  readonly base_path: string;
  readonly service_url: string;
}

/** The form of each value, for those who have to recognise a filled-in text. */
const FORMS: Readonly<Record<keyof Placeholders, string>> = {
  slug: '[a-z0-9-]{1,200}',
  user_id: String.raw`\d{1,15}`,
  base_path: '(?:/[a-z0-9-]{1,200})?',
  service_url: String.raw`https?://[\w.:\[\]-]{1,300}(?:/[a-z0-9-]{1,200})?`,
};

/** `${name}` is left to the shell, and `{Name}` or `{"a":1}` to the application. */
const PLACEHOLDER = /(?<!\$)\{([a-z_]+)\}/g;

const isKnown = (name: string): name is keyof Placeholders => Object.hasOwn(FORMS, name);

export const placeholderNames = Object.keys(FORMS)
  .map((name) => `{${name}}`)
  .join(', ');

/** The placeholders of a text that do not exist. */
export const unknownPlaceholders = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].flatMap(([whole, name = '']) => (isKnown(name) ? [] : [whole]));

/** In one pass: a brace in a value is never a placeholder. */
export const fillIn = (text: string, values: Placeholders): string =>
  text.replace(PLACEHOLDER, (whole, name: string) => (isKnown(name) ? values[name] : whole));

/** Matches exactly the texts that `fillIn` can make of this one. */
export function filledIn(text: string): RegExp {
  const parts = text.split(PLACEHOLDER).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
    return isKnown(part) ? FORMS[part] : String.raw`\{${part}\}`;
  });
  return new RegExp(`^(?:${parts.join('')})$`);
}
