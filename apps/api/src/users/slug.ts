const LONGEST = 30;

/** Words that would look like a part of the platform, or that may become one. */
const reserved = new Set(
  (
    'about account admin administrator api app assets auth card class classes coder confirm container dashboard default ' +
    'docs events health help home info internal invite join k localhost login logout mail metrics null outbox postgres ' +
    'public register root service session settings signup spawner static status support system template traefik ' +
    'undefined www'
  ).split(' '),
);

/** Letters that have no plain one below their marks. */
const spelledOut: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  ı: 'i',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'q',
};

/** `Jörg.Groß+x@example.com` → `joerg-gross-x`: the beginning of a user's service paths. */
export function slugOf(email: string): string {
  const localPart = email.slice(0, email.includes('@') ? email.lastIndexOf('@') : undefined);
  const slug = localPart
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[äöüßæœøłıđðþħŧŋĸ]/g, (letter) => spelledOut[letter] ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST + 1)
    .replace(/^-/, '')
    .slice(0, LONGEST)
    .replace(/-$/, '');
  return slug || 'user';
}

/** The wish itself where it is free, else the first free one of `wish-2`, `wish-3`, … */
export function freeSlug(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish) && !reserved.has(wish)) return wish;
  for (let number = 2; ; number++) {
    const candidate = `${wish}-${String(number)}`;
    if (!taken.has(candidate)) return candidate;
  }
}
