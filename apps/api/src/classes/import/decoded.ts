import { AppError } from '../../errors/app-error.js';

/**
 * The text of a list as spreadsheets save it: UTF-8 with or without a mark, UTF-16 with one (Excel's "Unicode text"),
 * else Windows-1252 (Excel's CSV).
 * @throws AppError `file_unreadable` for what is no text, such as a workbook
 */
export function decoded(file: Buffer): string {
  const text = textOf(file);
  return text.includes('\0') ? unreadable() : text;
}

function textOf(file: Buffer): string {
  if (file[0] === 0xff && file[1] === 0xfe) return strictly('utf-16le', file) ?? unreadable();
  if (file[0] === 0xfe && file[1] === 0xff) return strictly('utf-16be', file) ?? unreadable();
  return strictly('utf-8', file) ?? windows1252(file);
}

/** Null for other bytes: a name with a replacement character would be stored as it is. */
function strictly(encoding: string, file: Buffer): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(file);
  } catch {
    return null;
  }
}

function unreadable(): never {
  throw new AppError('file_unreadable');
}

/** Node's own decoder takes 0x80 to 0x9F for control characters, as in Latin-1. */
const windows1252 = (file: Buffer): string =>
  file.toString('latin1').replaceAll(/[\x80-\x9f]/g, (letter) => FROM_0X80[letter.charCodeAt(0) - 0x80] ?? letter);

const FROM_0X80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
