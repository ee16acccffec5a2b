import type Docker from 'dockerode';
import { LineSplitter } from '../line-splitter.js';
import { asAppError, changeDeadline, engine } from './docker-errors.js';
import { StallTimeout } from './stall-timeout.js';

const HEADER = 8;
/** Longest time until the engine begins to answer; from then on silence means that nothing is written. */
const BEGIN_MS = 5000;

export async function lastLines(container: Docker.Container, lines: number): Promise<string[]> {
  const what = { stdout: true, stderr: true, tail: lines, abortSignal: changeDeadline() };
  const found: string[] = [];
  for await (const line of logLines([await engine(container.logs(what))])) found.push(line);
  return found;
}

export async function* followLines(
  container: Docker.Container,
  lines: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const patience = new StallTimeout(BEGIN_MS);
  const abortSignal = AbortSignal.any([signal, patience.signal]);
  const what = { stdout: true, stderr: true, tail: lines, follow: true, abortSignal } as const;
  try {
    const stream = await patience.during(container.logs(what));
    yield* logLines(stream as AsyncIterable<Buffer>);
  } catch (error) {
    if (!signal.aborted) throw asAppError(error);
  }
}

/**
 * Lines of the engine's multiplexed log: frames of an 8-byte header (stream, 0, 0, 0, length) and their bytes, which may
 * arrive cut anywhere. Standard output and standard error each have lines of their own.
 */
export async function* logLines(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<string> {
  const splitters = new Map<number, LineSplitter>();
  let bytes = Buffer.alloc(0);
  for await (const chunk of chunks) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= HEADER) {
      const end = HEADER + bytes.readUInt32BE(4);
      if (bytes.length < end) break;
      const stream = bytes.readUInt8(0);
      const splitter = splitters.get(stream) ?? new LineSplitter();
      splitters.set(stream, splitter);
      yield* splitter.push(bytes.subarray(HEADER, end));
      bytes = bytes.subarray(end);
    }
  }
  for (const splitter of splitters.values()) yield* splitter.end();
}
