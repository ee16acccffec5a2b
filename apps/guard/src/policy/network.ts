import { labels, networkOptions } from '@spawner/engine';
import { z } from 'zod';
import type { Settings } from '../settings.js';

/**
 * The services' network, exactly as Spawner creates it. With a free choice a client could pick a subnet that replaces
 * routes of the host, or a bridge that the host already has.
 */
export function networkBody(settings: Settings) {
  const { TRAEFIK_NETWORK: name, DOCKER_SUBNET: subnet } = settings;
  const range = z.strictObject({ Subnet: z.literal(subnet ?? '') });
  return z.strictObject({
    Name: z.literal(name),
    Driver: z.literal('bridge'),
    CheckDuplicate: z.literal(true),
    Labels: z.strictObject({ [labels.network]: z.literal('true') }),
    ...(subnet && { IPAM: z.strictObject({ Driver: z.literal('default'), Config: z.tuple([range]) }) }),
    Options: literals(networkOptions(name)),
  });
}

const literals = (values: Readonly<Record<string, string>>) =>
  z.strictObject(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, z.literal(value)])));

const container = z.string().regex(/^(?:user-[a-z0-9-]+|[a-f0-9]{64})$/);
export const connectBody = z.strictObject({ Container: container });
export const disconnectBody = z.strictObject({ Container: container, Force: z.literal(true) });
