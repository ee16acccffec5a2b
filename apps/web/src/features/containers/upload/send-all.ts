import type { ErrorCode } from '@spawner/contracts';
import { type Zippable, zipSync } from 'fflate';
import { call } from '../../../lib/api.js';
import { hasCode } from '../../../lib/problem.js';
import type { UploadItem } from '../../../lib/upload-item.js';
import { UnreadableFile, type UploadFailure } from './upload-state.js';

const TIMEOUT_MS = 30 * 60_000;
/** Files below this size go together, so that 500 of them are a few requests. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_FILES = 200;
/** Reasons that concern one file. After another, such as a lost connection, the next file would fare no better. */
const ABOUT_THE_FILE: readonly ErrorCode[] = [
  'invalid_request',
  'file_too_large',
  'archive_invalid',
  'archive_too_large',
];

interface Progress {
  signal: AbortSignal;
  /** Of the request that is being sent. */
  onSent: (bytes: number) => void;
  onStored: (result: Stored) => void;
}

interface Stored {
  files: number;
  /** Of the items that are through, stored or not. */
  bytes: number;
  leftOut: number;
  failures: UploadFailure[];
  start: string | null;
}

export class Unsent extends Error {
  constructor(
    readonly items: readonly UploadItem[],
    cause: unknown,
  ) {
    super('The upload ended early', { cause });
  }
}

/**
 * Sends the files in batches. One that is refused does not stop the others.
 * @throws Unsent with what is left, where it was given up or the next would fail as well
 */
export async function sendAll(type: string, items: readonly UploadItem[], progress: Progress): Promise<void> {
  const batches = batchesOf(items);
  for (const [index, batch] of batches.entries()) {
    try {
      progress.onStored({ ...(await send(type, batch, progress)), bytes: bytesOf(batch) });
    } catch (error) {
      const aboutTheFile = error instanceof UnreadableFile || ABOUT_THE_FILE.some((code) => hasCode(error, code));
      if (!aboutTheFile) throw new Unsent(batches.slice(index).flat(), error);
      const failures = batch.map((item) => ({ path: item.path, reason: error, item }));
      progress.onStored({ files: 0, bytes: bytesOf(batch), leftOut: 0, failures, start: null });
    }
  }
}

async function send(
  type: string,
  batch: readonly UploadItem[],
  { signal, onSent }: Progress,
): Promise<Omit<Stored, 'bytes'>> {
  const options = { params: { type }, signal, timeoutMs: TIMEOUT_MS };
  const [only] = batch;
  if (only?.file && batch.length === 1 && !only.unpack) {
    await contentOf(only.path, only.file.slice(0, 1));
    await call('putFile', { ...options, query: { path: only.path }, file: only.file, onSent });
    return { files: 1, leftOut: 0, failures: [], start: null };
  }
  const { archive, failures } = only?.unpack && only.file ? { archive: only.file, failures: [] } : await packed(batch);
  const share = bytesOf(batch) / archive.size;
  const { stored, left_out, failed, start } = await call('putFiles', {
    ...options,
    ...(only?.strip && { query: { strip: 'true' as const } }),
    file: archive,
    onSent: (bytes) => onSent(bytes * share),
  });
  for (const { path, message } of failed) {
    // What is inside a ZIP of the person cannot be sent again alone.
    const item = batch.find((item) => item.path.normalize() === path.normalize());
    failures.push({ path, reason: message, ...(item && { item }) });
  }
  return { files: stored, leftOut: left_out.length, failures, start };
}

async function packed(batch: readonly UploadItem[]): Promise<{ archive: Blob; failures: UploadFailure[] }> {
  const content: Zippable = {};
  const failures: UploadFailure[] = [];
  for (const item of batch) {
    if (item.file === null) content[`${item.path}/`] = new Uint8Array();
    else
      await contentOf(item.path, item.file).then(
        (bytes) => (content[item.path] = new Uint8Array(bytes)),
        (reason: unknown) => failures.push({ path: item.path, reason, item }),
      );
  }
  return { archive: new Blob([zipSync(content, { level: 0 })]), failures };
}

/** @throws UnreadableFile, which would otherwise fail like a lost connection */
const contentOf = (path: string, file: Blob): Promise<ArrayBuffer> =>
  file.arrayBuffer().catch((cause: unknown) => {
    throw new UnreadableFile(path, { cause });
  });

function batchesOf(items: readonly UploadItem[]): UploadItem[][] {
  const isSmall = ({ file, unpack }: UploadItem) => !unpack && (file?.size ?? 0) < BATCH_BYTES;
  const batches: UploadItem[][] = items.filter((item) => !isSmall(item)).map((item) => [item]);
  let bytes = 0;
  let batch: UploadItem[] = [];
  for (const item of items.filter(isSmall)) {
    const size = item.file?.size ?? 0;
    if (batch.length === 0 || batch.length === BATCH_FILES || bytes + size > BATCH_BYTES) {
      batch = [];
      bytes = 0;
      batches.push(batch);
    }
    batch.push(item);
    bytes += size;
  }
  return batches;
}

export const bytesOf = (items: readonly UploadItem[]): number =>
  items.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
