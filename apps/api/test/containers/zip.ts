import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  readonly method?: 'stored' | 'deflated' | number;
  readonly utf8?: boolean;
  readonly encrypted?: boolean;
  /** Type and permissions as Unix has them. */
  readonly mode?: number;
  /** What the archive states, where it lies. */
  readonly bytes?: number;
  readonly crc?: number;
}

const METHODS = { stored: 0, deflated: 8 };
const ZIP64 = 0xffffffff;

/** A ZIP archive, also one that no honest program writes. */
export function zip(entries: readonly ZipEntry[], { zip64 = false } = {}): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name as string);
    const content = Buffer.from((entry.content as string | undefined) ?? '');
    const { method = 'deflated', mode = 0, bytes = content.length, crc = crc32(content) } = entry;
    const number = typeof method === 'number' ? method : METHODS[method];
    const packed = method === 'deflated' ? deflateRawSync(content) : content;
    const flags = (entry.utf8 ? 0x800 : 0) | (entry.encrypted ? 1 : 0);
    const extra = Buffer.alloc(zip64 ? 28 : 0);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      [bytes, packed.length, offset].forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + index * 8));
    }
    const both = Buffer.alloc(26);
    both.writeUInt16LE(zip64 ? 45 : 20, 0);
    both.writeUInt16LE(flags, 2);
    both.writeUInt16LE(number, 4);
    both.writeUInt16LE(0x21, 8);
    both.writeUInt32LE(crc, 10);
    both.writeUInt32LE(zip64 ? ZIP64 : packed.length, 14);
    both.writeUInt32LE(zip64 ? ZIP64 : bytes, 18);
    both.writeUInt16LE(name.length, 22);
    const record = Buffer.alloc(46);
    record.write('PK\x01\x02', 'latin1');
    record.writeUInt16LE((3 << 8) | 63, 4);
    both.copy(record, 6);
    record.writeUInt16LE(extra.length, 30);
    record.writeUInt32LE((mode << 16) >>> 0, 38);
    record.writeUInt32LE(zip64 ? ZIP64 : offset, 42);
    central.push(record, name, extra);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), both, name, packed]);
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
