import { z } from 'zod';
import { RowId, RowIdText, Time, Version } from './column-values.js';
import { Amount, LimitKind, LimitScope, LimitSource } from './limit-values.js';
import { Role } from './users.js';

const Timestamp = z.iso.datetime();
const Bound = Amount.nullable().meta({ description: 'In the same unit as `used`; null is without limit.' });

export const OwnLimit = z
  .object({
    kind: LimitKind,
    used: Amount,
    value: Bound,
    rule: LimitSource.nullable().meta({ description: 'Null where no rule says anything: then there is no limit.' }),
  })
  .meta({ id: 'OwnLimit' });
export type OwnLimit = z.infer<typeof OwnLimit>;

export const OwnLimits = z.object({ limits: z.array(OwnLimit) }).meta({ id: 'OwnLimits' });
export type OwnLimits = z.infer<typeof OwnLimits>;

const RuleValue = z.object({
  id: z.int(),
  ...LimitSource.shape,
  kind: LimitKind,
  value: Bound,
  until: Timestamp.nullable().meta({ description: 'From then on the rule counts no longer.' }),
  note: z.string().nullable(),
  version: z.int(),
});

export const LimitRule = RuleValue.extend({
  person: z
    .object({ id: z.int(), name: z.string() })
    .nullable()
    .meta({ description: 'Of a rule with the scope `user`.' }),
  made_by: z.object({ id: z.int(), name: z.string() }).nullable().meta({ description: 'Null once erased.' }),
  made_at: Timestamp,
  decides_for: z.int().nonnegative().meta({ description: 'For how many people it is the rule that counts.' }),
}).meta({ id: 'LimitRule' });
export type LimitRule = z.infer<typeof LimitRule>;

export const LimitRules = z.object({ rules: z.array(LimitRule) }).meta({ id: 'LimitRules' });
export type LimitRules = z.infer<typeof LimitRules>;

/** Whom a rule is about, and what it bounds. */
const About = z.strictObject({
  scope: LimitScope,
  role: Role.optional().meta({ description: 'With the scope `role`.' }),
  user_id: RowIdText.optional().meta({ description: 'With the scope `user`.' }),
  kind: LimitKind,
});
const isAboutOne = ({ scope, role, user_id: person }: z.output<typeof About>): boolean =>
  (scope === 'role') === (role !== undefined) && (scope === 'user') === (person !== undefined);
const ABOUT_ONE = { path: ['scope'], error: 'does not fit role and user_id' };

/** The largest amount: 2^53 - 1 bytes are 8 PiB. */
const NewBound = z.int().min(0).nullable().meta({ description: 'Null is without limit.' });

export const NewLimitRule = About.extend({
  user_id: RowId.optional().meta({ description: 'With the scope `user`.' }),
  value: NewBound,
  until: Time.nullable().default(null),
  note: z
    .string()
    .trim()
    .max(200)
    .regex(/^\P{C}*$/u)
    .nullable()
    .default(null),
  version: Version.nullable().meta({ description: 'Of the rule that this replaces; null where there is none yet.' }),
})
  .refine(isAboutOne, ABOUT_ONE)
  .meta({ id: 'NewLimitRule' });
export type NewLimitRule = z.input<typeof NewLimitRule>;

/** A rule that is not saved yet. An empty `value` is without limit. */
export const LimitRehearsalQuery = About.extend({
  value: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
}).refine(isAboutOne, ABOUT_ONE);

export const LimitRehearsal = z
  .object({
    decides_for: z.int().nonnegative().meta({ description: 'For how many people it would be the rule that counts.' }),
    above: z.int().nonnegative().meta({
      description: 'How many of them hold more. Nothing of theirs is ended; they can start nothing new.',
    }),
  })
  .meta({ id: 'LimitRehearsal' });
export type LimitRehearsal = z.infer<typeof LimitRehearsal>;

/** Why somebody has the limits that they have: all rules about them. */
export const LimitsOfPerson = z
  .object({
    limits: z.array(
      OwnLimit.omit({ rule: true }).extend({
        rules: z.array(RuleValue.extend({ decides: z.boolean().meta({ description: 'It is the rule that counts.' }) })),
      }),
    ),
  })
  .meta({ id: 'LimitsOfPerson' });
export type LimitsOfPerson = z.infer<typeof LimitsOfPerson>;

const Share = z.object({
  capacity: Bound,
  computed: Bound.meta({ description: 'What the capacity is without a setting.' }),
  reserved: Amount,
});

/** How full the server is. */
export const CapacityState = z
  .object({
    memory: Share.extend({ most: Amount.meta({ description: 'If every container takes all that it may.' }) }),
    cpu: Share,
    running: Share,
    disk: z.object({ free: Amount.nullable(), floor: Amount, computed: Amount }),
    waiting: z.int().nonnegative(),
    longest_wait_since: Timestamp.nullable(),
  })
  .meta({ id: 'CapacityState' });
export type CapacityState = z.infer<typeof CapacityState>;
