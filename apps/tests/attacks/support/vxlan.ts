export interface Endpoint {
  readonly ip: string;
  readonly mac: string;
}

const ETHERNET_OF_IP = Buffer.from([8, 0]);
const IP_AND_UDP_BYTES = 28;

/**
 * What a machine sends to UDP port 4789 of another one, so that this text comes out of the overlay network as a datagram
 * from one container to another. Nothing in it is a secret, and where the network is not encrypted nothing is checked.
 */
export function datagramIn(
  network: number,
  { from, to }: { from: Endpoint; to: Endpoint },
  port: number,
  text: string,
): Buffer {
  const vxlan = Buffer.alloc(8);
  vxlan[0] = 8;
  vxlan.writeUInt32BE(network * 256, 4);
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(IP_AND_UDP_BYTES + text.length, 2);
  ip[8] = 64;
  ip[9] = 17;
  bytesOf(from.ip, '.', 10).copy(ip, 12);
  bytesOf(to.ip, '.', 10).copy(ip, 16);
  ip.writeUInt16BE(checksum(ip), 10);
  const udp = Buffer.alloc(8);
  udp.writeUInt16BE(port, 0);
  udp.writeUInt16BE(port, 2);
  udp.writeUInt16BE(8 + text.length, 4);
  return Buffer.concat([
    ...[vxlan, bytesOf(to.mac, ':', 16), bytesOf(from.mac, ':', 16), ETHERNET_OF_IP, ip, udp],
    Buffer.from(text),
  ]);
}

const bytesOf = (address: string, separator: string, base: number): Buffer =>
  Buffer.from(address.split(separator).map((part) => Number.parseInt(part, base)));

function checksum(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at);
  return ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
}
