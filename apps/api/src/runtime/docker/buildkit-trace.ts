/**
 * What BuildKit reports while it builds: base64 of a protobuf message `moby.buildkit.v1.StatusResponse`. Only the fields
 * that are shown are read: the names of steps, and what programs print.
 */
export function textsOfTrace(base64: string): string[] {
  const texts: string[] = [];
  for (const [field, message] of fieldsOf(Buffer.from(base64, 'base64'))) {
    if (field === VERTEX) {
      const vertex = new Map(fieldsOf(message));
      // Each step is reported again when it ends.
      if (!vertex.has(COMPLETED)) texts.push(vertex.get(NAME)?.toString() ?? '');
    } else if (field === LOG) {
      const printed = new Map(fieldsOf(message)).get(TEXT)?.toString() ?? '';
      texts.push(...printed.split(/[\r\n]+/));
    }
  }
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

const [VERTEX, LOG] = [1, 3];
const [NAME, COMPLETED] = [3, 6];
const TEXT = 4;

/** The fields that have a length: texts and messages. Numbers are skipped. */
function* fieldsOf(bytes: Buffer): Generator<[number, Buffer]> {
  let at = 0;
  const number = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (at < bytes.length) {
    const key = number();
    const [field, kind] = [Math.floor(key / 8), key % 8];
    if (kind === 0) number();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = number();
      yield [field, bytes.subarray(at, (at += length))];
    } else return;
  }
}
