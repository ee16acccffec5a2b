import { probe } from '../../../src/gateway/probe.js';
import type { Address } from '../../../src/runtime/container-runtime.js';

/** The status of an answer, once the service answers. */
export async function statusOf(address: Address | null, path: string): Promise<number> {
  const url = urlOf(address, path);
  const deadline = AbortSignal.timeout(10_000);
  for (;;) {
    const answer = await probe({ url, signal: deadline }, 10_000);
    if (answer) return answer.status;
    deadline.throwIfAborted();
  }
}

export async function bodyOf(address: Address | null, path: string): Promise<string> {
  await statusOf(address, path);
  return (await fetch(urlOf(address, path))).text();
}

function urlOf(address: Address | null, path: string): URL {
  if (!address) throw new Error('the instance has no address');
  return new URL(`http://${address.host}:${String(address.port)}${path}`);
}
