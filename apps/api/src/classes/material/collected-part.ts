import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Headers, type Pack } from 'tar-stream';
import { packedTar } from '../../runtime/packed-tar.js';
import { WindowsPaths } from './windows-name.js';

/** `more`: the path is the number of those that are not named. */
export type LeftOutReason = 'link' | 'device' | 'too_much' | 'too_many' | 'made_by_tools' | 'more';

export interface LeftOut {
  readonly path: string;
  readonly reason: LeftOutReason;
}

/** A volume, or a folder in one. */
export interface PartSource {
  /** A tar of the volume's content. */
  open(): Promise<Readable>;
  /** Below the volume; empty is all of it. */
  readonly folder: string;
  /** Where it goes; empty is the top. */
  readonly into: string;
}

export interface PartOptions {
  /** Also what tools can make again. */
  readonly everything: boolean;
  readonly mostBytes: number;
  readonly mostFiles: number;
}

const MADE_BY_TOOLS = /(^|\/)(node_modules|\.git)(\/|$)/;
/**
 * Times what one person may have. An archive is read to its end to find what follows, so a file with a hole of a terabyte
 * would keep everybody else's work from being collected for hours.
 */
const MOST_UNREAD = 10;
/** The others are counted. */
const MOST_NAMED = 100;

/** What one person has in a folder, as a tar with names that every system unpacks. Read while it is written: nothing is kept. */
export class CollectedPart {
  files = 0;
  bytes = 0;
  changedAt: Date | null = null;
  /** Something that is a file did not fit. */
  incomplete = false;
  private readonly named: LeftOut[] = [];
  private unnamed = 0;
  private readonly paths = new WindowsPaths();
  private tar!: Pack;

  constructor(private readonly options: PartOptions) {}

  get leftOut(): LeftOut[] {
    return this.unnamed === 0 ? this.named : [...this.named, { path: `+ ${String(this.unnamed)}`, reason: 'more' }];
  }

  read(sources: readonly PartSource[]): Readable {
    return packedTar(async (tar) => {
      this.tar = tar;
      for (const source of sources) await this.readFrom(source);
    });
  }

  private async readFrom(source: PartSource): Promise<void> {
    const volume = await source.open();
    const entries = extract();
    let leftUnread = 0;
    let isCut = false;
    entries.on('entry', (header, content, next) => {
      const path = this.pathOf(source, header);
      const reason = path === null ? null : this.faultOf(header, path);
      if (path !== null && reason === null) {
        this.add(header, path, content).then(() => next(), next);
        return;
      }
      leftUnread += header.size ?? 0;
      isCut = leftUnread > MOST_UNREAD * this.options.mostBytes;
      if (path !== null && reason !== null) this.leave(path, isCut ? 'too_much' : reason);
      if (isCut) {
        this.incomplete = true;
        entries.destroy();
      } else {
        content.resume();
        next();
      }
    });
    // A reader that leaves ends the reading of the volume.
    const leave = (): unknown => entries.destroy();
    this.tar.once('close', leave);
    await pipeline(volume, entries).catch((error: unknown) => {
      if (!isCut) throw error;
    });
    this.tar.off('close', leave);
  }

  /** Where it goes, null for what is no file of the folder. */
  private pathOf({ folder, into }: PartSource, header: Headers): string | null {
    const name = header.name.replace(/^(\.?\/)+/, '').replace(/\/$/, '');
    const begin = folder === '' ? '' : `${folder}/`;
    const below = name.startsWith(begin) ? name.slice(begin.length) : '';
    if (below === '' || header.type === 'directory') return null;
    return into === '' ? below : `${into}/${below}`;
  }

  private faultOf({ type, size = 0 }: Headers, path: string): LeftOutReason | null {
    const { everything, mostBytes, mostFiles } = this.options;
    if (!everything && MADE_BY_TOOLS.test(path)) return 'made_by_tools';
    if (type === 'link' || type === 'symlink') return 'link';
    if (type !== 'file' && type !== 'contiguous-file') return 'device';
    if (this.bytes + size > mostBytes) return 'too_much';
    return this.files >= mostFiles ? 'too_many' : null;
  }

  private async add({ size = 0, mtime = new Date(0) }: Headers, path: string, content: Readable): Promise<void> {
    this.files += 1;
    this.bytes += size;
    if (this.changedAt === null || mtime > this.changedAt) this.changedAt = mtime;
    await pipeline(content, this.tar.entry({ name: this.paths.add(path), size, mtime, mode: 0o644 }));
  }

  private leave(path: string, reason: LeftOutReason): void {
    if (reason === 'too_much' || reason === 'too_many') this.incomplete = true;
    // One line says it of all that a tool has made.
    const shown = reason === 'made_by_tools' ? path.replace(/(^|.*?\/)(node_modules|\.git)(\/.*)?$/, '$1$2') : path;
    if (this.named.some((known) => known.path === shown)) return;
    if (this.named.length < MOST_NAMED) this.named.push({ path: shown.slice(0, 300), reason });
    else this.unnamed += 1;
  }
}
