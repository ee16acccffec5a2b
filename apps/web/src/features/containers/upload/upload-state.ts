import type { UploadItem } from '../../../lib/upload-item.js';

/** A file that was deleted meanwhile, or one that this user may not read. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

export interface UploadFailure {
  path: string;
  /** In words, or an error. */
  reason: unknown;
  /** To send it again. */
  item?: UploadItem;
}

export interface UploadState {
  phase: 'reading' | 'sending' | 'over';
  /** Of the only file, else null. */
  name: string | null;
  files: number;
  /** Stored so far. */
  stored: number;
  bytes: number;
  sent: number;
  leftOut: number;
  failures: readonly UploadFailure[];
  /** Not sent: given up, or the reason why. */
  unsent: { items: readonly UploadItem[]; reason: unknown } | null;
  /** Folder of an index.html that was stored. */
  start: string | null;
}

export const NOTHING: UploadState = {
  phase: 'reading',
  name: null,
  files: 0,
  stored: 0,
  bytes: 0,
  sent: 0,
  leftOut: 0,
  failures: [],
  unsent: null,
  start: null,
};
