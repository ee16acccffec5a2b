/** Longest piece of a visitor's WebSocket data that may be a heartbeat: a masked frame of ten bytes. */
const HEARTBEAT_BYTES = 16;

/**
 * Tells a visitor's data on one WebSocket from its heartbeats: pings, and small messages that only repeat the small
 * message before. Keys typed into a terminal are as small, but differ.
 */
export class WebSocketActivity {
  private last: string | null = null;

  /** @param chunk as it came; most clients' small frames come one by one */
  isData(chunk: Buffer): boolean {
    if (chunk.length > HEARTBEAT_BYTES) return true;
    if (isControl(chunk)) return false;
    const message = unmasked(chunk);
    const repeats = this.last === null || this.last === message;
    this.last = message;
    return !repeats;
  }
}

/** RFC 6455, 5.2: close, ping, pong. */
const isControl = (frame: Buffer): boolean => ((frame[0] ?? 0) & 0x08) !== 0;

/** Every frame of a client is masked with a key of its own. */
function unmasked(frame: Buffer): string {
  const [head, mask, payload] = [frame.subarray(0, 2), frame.subarray(2, 6), frame.subarray(6)];
  return Buffer.concat([head, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]).toString('latin1');
}
