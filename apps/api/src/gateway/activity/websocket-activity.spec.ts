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

describe('SocketTalk', () => {
  it('hears nothing in pings, nor in a small message that is only repeated', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10 }), fc.nat(20), (payload, times) => {
        const talk = new WebSocketActivity();
        for (let time = 0; time <= times; time += 1) {
          expect(talk.isData(frame(TEXT, payload))).toBe(false);
          expect(talk.isData(frame(PING, ''))).toBe(false);
        }
      }),
    );
  });

  it('hears whatever is longer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 11, maxLength: 100 }), (payload) => {
        expect(new WebSocketActivity().isData(frame(TEXT, payload))).toBe(true);
      }),
    );
  });

  it('hears keys that are typed', () => {
    const talk = new WebSocketActivity();
    expect(['2', '2', '0l', '0s', '0\r', '2'].map((message) => talk.isData(frame(TEXT, message)))).toEqual([
      ...[false, false, true, true, true, true],
    ]);
  });
});
