import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WebSocketActivity } from './websocket-activity.js';

const TEXT = 0x81;
const PING = 0x89;

/** A frame as a browser sends it. */
function frame(opcode: number, payload: string | Uint8Array): Buffer {
  const [mask, bytes] = [randomBytes(4), Buffer.from(payload)];
  return Buffer.concat([
    Buffer.from([opcode, 0x80 | bytes.length]),
    mask,
    bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0)),
  ]);
}

describe('WebSocketActivity', () => {
  it('pings and repeats of one small message: no activity', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10 }), fc.nat(20), (payload, times) => {
        const activity = new WebSocketActivity();
        for (let time = 0; time <= times; time += 1) {
          expect(activity.isData(frame(TEXT, payload))).toBe(false);
          expect(activity.isData(frame(PING, ''))).toBe(false);
        }
      }),
    );
  });

  it('longer message: activity', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 11, maxLength: 100 }), (payload) => {
        expect(new WebSocketActivity().isData(frame(TEXT, payload))).toBe(true);
      }),
    );
  });

  it('typed keys, each sent as one small message: activity', () => {
    const activity = new WebSocketActivity();
    expect(['2', '2', '0l', '0s', '0\r', '2'].map((message) => activity.isData(frame(TEXT, message)))).toEqual([
      ...[false, false, true, true, true, true],
    ]);
  });
});
