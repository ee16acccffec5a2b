/**
 * The entries of a list of addresses as people paste it: separated by commas, semicolons, tabs or lines, each an address or
 * `Name <address>`. A quoted name may hold a comma.
 */
export const entriesOf = (text: string): { readonly text: string; readonly address: string }[] =>
  text
    .replaceAll(/"[^"\n]*"/g, '')
    .split(/[,;\t\r\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => ({ text: entry, address: /<([^<>]*)>/.exec(entry)?.[1] ?? entry }));
