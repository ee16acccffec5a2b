/** Windows keeps these for devices, whatever ending they have. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=$|\.|\s)/i;
/** Separate, are wildcards, or are not shown as what they are. */
const REFUSED = /[<>:"|?*\\/]|\p{C}/gu;
const MOST_LETTERS = 100;

/** The name of a file or folder that every system unpacks, as close to the given one as can be. */
export function windowsName(given: string): string {
  const clean = given.normalize('NFC').replaceAll(REFUSED, '_').trim();
  const letters = Array.from(clean);
  // The ending says what opens it.
  const ending = /\.[^.\s]{1,12}$/u.exec(clean)?.[0] ?? '';
  const name =
    letters.length <= MOST_LETTERS
      ? clean
      : letters
          .slice(0, MOST_LETTERS - Array.from(ending).length)
          .join('')
          .trimEnd() + ending;
  const whole = name.replace(/[. ]+$/u, (dots: string) => '_'.repeat(dots.length));
  if (whole === '') return '_';
  return RESERVED.test(whole) ? `_${whole}` : whole;
}

/**
 * Gives each path once: names that differ before they are cleaned, or only in case, must not become one file, nor a file
 * and a folder.
 */
export class WindowsPaths {
  private readonly given = new Set<string>();
  /** By the names that they would have alone. */
  private readonly folders = new Map<string, string>();
  /** The number to try, so that ten thousand files with one name are no search through all of them each. */
  private readonly numbers = new Map<string, number>();

  add(path: string): string {
    const parts = path.split('/').map(windowsName);
    const name = parts.pop() ?? '';
    const folder = parts.reduce((above, part) => `${this.folder(`${above}${part}`)}/`, '');
    return this.free(`${folder}${name}`);
  }

  private folder(wanted: string): string {
    const key = wanted.toLowerCase();
    const folder = this.folders.get(key) ?? this.free(wanted);
    this.folders.set(key, folder);
    return folder;
  }

  private free(wanted: string): string {
    const key = wanted.toLowerCase();
    let number = this.numbers.get(key) ?? 2;
    let free = wanted;
    for (; this.given.has(free.toLowerCase()); number += 1) {
      free = wanted.replace(/(?<=[^/])(\.[^./]*)?$/, (ending) => ` (${String(number)})${ending}`);
    }
    this.numbers.set(key, number);
    this.given.add(free.toLowerCase());
    return free;
  }
}
