import { StringDecoder } from 'node:string_decoder';

/** A longer line is given in pieces, so that no service can fill our memory. */
const LONGEST_LINE = 64 * 1024;

/** Makes lines of bytes that arrive in pieces, however they are cut. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(private readonly longest = LONGEST_LINE) {}

  push(bytes: Buffer): string[] {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > this.longest) lines.push(...this.end());
    return lines.map((line) => line.replace(/\r$/, ''));
  }

  /** The rest, which has no end of line (yet). */
  end(): string[] {
    const last = this.rest;
    this.rest = '';
    return last ? [last] : [];
  }
}
