/** In UTF-8, as file systems count. */
const byteLength = (text: string): number =>
  Array.from(text, (letter) =>
    letter <= '\u007f' ? 1 : letter <= '\u07ff' ? 2 : letter.length === 1 ? 3 : 4,
  ).reduce<number>((sum, bytes) => sum + bytes, 0);

/** The name of a file or folder, without its path. */
export const isFileName = (name: string): boolean =>
  // eslint-disable-next-line no-control-regex
  !['', '.', '..'].includes(name) && byteLength(name) <= 255 && !/[\u0000-\u001f\\/]/.test(name);
