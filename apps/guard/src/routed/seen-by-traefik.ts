import { z } from 'zod';

/** What Traefik needs for a route. Not the environment: it contains the passwords of other programs on the host. */
const Seen = z.object({
  Id: z.unknown(),
  Name: z.unknown(),
  State: z.object({
    // Traefik drops the route of a container that is paused, and no event of the engine that it reads would bring it back.
    Status: z.string().transform((status) => (status === 'paused' ? 'running' : status)),
    Health: z.object({ Status: z.unknown() }).nullish(),
  }),
  Config: z.object({ Labels: z.unknown() }),
  HostConfig: z.object({ NetworkMode: z.unknown() }),
  NetworkSettings: z.object({
    Ports: z.unknown(),
    Networks: z
      .record(z.string(), z.object({ NetworkID: z.unknown(), IPAddress: z.unknown(), GlobalIPv6Address: z.unknown() }))
      .nullish(),
  }),
});

/** Null for a container that does not run: Traefik has no route for it. */
export function seenByTraefik(inspected: unknown): z.infer<typeof Seen> | null {
  const seen = Seen.parse(inspected);
  return seen.State.Status === 'running' ? seen : null;
}
