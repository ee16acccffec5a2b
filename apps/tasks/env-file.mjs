import { existsSync, readFileSync } from 'node:fs';

const GAP = /(?:\s|#.*)*/y;
const KEY = /(?:export[^\S\n]+)?([\w.]+)[^\S\n]*(?:([=:])[^\S\n]*|(?=\n|$))/y;
const SINGLE = /'((?:[^'\\]|\\.)*)'/sy;
const DOUBLE = /"((?:[^"\\]|\\.)*)"/sy;
const BARE = /.*/y;
const REFERENCE = /\$(?:(?<dollar>\$)|(?<name>[A-Za-z_]\w*)|\{(?<braced>[^{}]*)(?<end>\}?))/g;
const REFERENCE_OR_ESCAPE = new RegExp(`${REFERENCE.source}|\\\\(?<escaped>[nrt"\\\\$])`, 'g');
const BRACED = /^([A-Za-z_]\w*)(?:(:?)([-+?])(.*))?$/s;
const ESCAPED = { n: '\n', r: '\r', t: '\t' };

/** Sets what `.env` sets and the environment does not. */
export function loadEnvFile(path = '.env') {
  if (!existsSync(path)) return;
  try {
    for (const [name, value] of Object.entries(parseEnvFile(readFileSync(path, 'utf8'), process.env))) {
      process.env[name] ??= value;
    }
  } catch (error) {
    console.error(`${path}, ${error.message}`);
    process.exit(1);
  }
}

/**
 * Reads an env file as Docker Compose does, so that the file means the same for `npm start`. Node's own reader ends an
 * unquoted value at every `#` and replaces no `$`.
 * @param {Readonly<Record<string, string | undefined>>} environment goes before the file, as values of `$NAME`
 * @returns {Record<string, string>}
 */
function parseEnvFile(text, environment = {}) {
  const values = {};
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const fail = (problem) => {
    throw new Error(`line ${text.slice(0, at).split('\n').length}: ${problem}`);
  };
  const next = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const valueOf = (name) => environment[name] ?? values[name];
  const expand = (text, pattern) =>
    text.replace(pattern, (whole, ...rest) => {
      const { dollar, name, braced, end, escaped } = rest.at(-1);
      if (escaped) return ESCAPED[escaped] ?? escaped;
      if (dollar) return dollar;
      if (name) return valueOf(name) ?? '';
      const [, key, colon, rule, other] = (end && BRACED.exec(braced)) || fail(`${whole} is not understood`);
      const isSet = colon ? Boolean(valueOf(key)) : valueOf(key) !== undefined;
      if (rule === '?' && !isSet) fail(`${key} is not set: ${other}`);
      if (rule === '+') return isSet ? other : '';
      return isSet || rule !== '-' ? (valueOf(key) ?? '') : other;
    });

  for (next(GAP); at < text.length; next(GAP)) {
    const [, key, sign] = next(KEY) ?? fail('NAME=value expected');
    // Without a value it stands for a variable of the environment.
    if (!sign) continue;
    if (text[at] === "'") values[key] = (next(SINGLE) ?? fail('the quote does not end'))[1].replaceAll("\\'", "'");
    else if (text[at] === '"')
      values[key] = expand((next(DOUBLE) ?? fail('the quote does not end'))[1], REFERENCE_OR_ESCAPE);
    else values[key] = expand(next(BARE)[0].replace(/ #.*/, '').trimEnd(), REFERENCE);
  }
  return values;
}
