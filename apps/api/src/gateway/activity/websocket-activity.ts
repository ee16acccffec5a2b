/** Longest WebSocket data of a client that may be a heartbeat: a masked frame with ten bytes. */
const HEARTBEAT_BYTES = 16;

/**
 * Distinguishes a client's data on one WebSocket from heartbeats: pings, and small messages equal to the small message
 * before. Keys typed into a terminal are as small, but differ.
 */
export class WebSocketActivity {
  private last: string | null = null;

  /** @param chunk as received; small frames of most clients arrive one by one */
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

/** Each frame of a client is masked with a new key, so equal messages differ until they are unmasked. */
function unmasked(frame: Buffer): string {
  const [head, mask, payload] = [frame.subarray(0, 2), frame.subarray(2, 6), frame.subarray(6)];
  return Buffer.concat([head, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]).toString('latin1');
}
