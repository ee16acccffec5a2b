import { DoorServers } from './door-servers.mjs';
import { atLeast } from './measure.mjs';
import { compareThroughput } from './throughput.mjs';

const TARGET = 0.85;

/**
 * Requests per second through the built-in gateway and through plain httpxy to the same service, with the headers of a
 * browser. Nine tenths of both is Node's: two writes to sockets, its client's request and agent, its server's parser.
 */
export async function gatewayBench() {
  const servers = new DoorServers();
  try {
    const service = await servers.start('service');
    const [gateway, bare] = [await servers.start('guarded', service.port), await servers.start('bare', service.port)];
    const at = ({ pid, port }) => ({
      pids: [pid],
      url: `http://127.0.0.1:${port}/ann-dev/x`,
      headers: [gateway.headers],
    });
    const compared = await compareThroughput(at(gateway), at(bare));
    return [atLeast(TARGET, { name: 'requests/s through the built-in gateway, against bare httpxy', ...compared })];
  } finally {
    servers.close();
  }
}
