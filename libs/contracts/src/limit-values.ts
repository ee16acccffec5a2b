import { z } from 'zod';
import { ContainerStatus, ContainerType } from './container-values.js';
import { Role } from './users.js';

/**
 * `running`: containers that start, run or are paused; `cards`: that exist; `memory`: what those that run may take together,
 * paused ones too; `cpu`: the same, without paused ones; `storage`: what is kept.
 */
export const LimitKind = z.enum(['running', 'cards', 'memory', 'cpu', 'storage']).meta({ id: 'LimitKind' });
export type LimitKind = z.infer<typeof LimitKind>;

/** A rule about a person goes before one about their role, and that before one about everyone. */
export const LimitScope = z.enum(['everyone', 'role', 'user']).meta({ id: 'LimitScope' });
export type LimitScope = z.infer<typeof LimitScope>;

export const Amount = z.int().nonnegative().meta({
  description: 'A number of containers; bytes for `memory` and `storage`; thousandths of a core for `cpu`.',
});
/** The rule that decides a limit. */
export const LimitSource = z
  .object({ scope: LimitScope, role: Role.nullable().meta({ description: 'Null unless the scope is `role`.' }) })
  .meta({ id: 'LimitSource' });
export type LimitSource = z.infer<typeof LimitSource>;

/** Beside the error `limit_reached`. */
export const ReachedLimit = z
  .object({
    kind: LimitKind,
    value: Amount,
    used: Amount,
    rule: LimitSource,
    holding: z
      .array(z.object({ type: ContainerType, status: ContainerStatus, last_used: z.iso.datetime().nullable() }))
      .meta({ description: 'What counts towards the limit; stopping one of them may make room.' }),
  })
  .meta({ id: 'ReachedLimit' });
export type ReachedLimit = z.infer<typeof ReachedLimit>;
