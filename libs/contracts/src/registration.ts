import { z } from 'zod';
import { Email } from './auth.js';
import { Version } from './column-values.js';
import { type PatternFault, patternFaults, readPattern } from './mail-pattern.js';
import { PersonRef } from './person-ref.js';
import { Approval } from './users.js';

/** Who may register: everybody, whom the mail rules let, whom an admin has invited, or no one. */
export const RegistrationMode = z.enum(['open', 'rules', 'invitation', 'closed']).meta({ id: 'RegistrationMode' });
export type RegistrationMode = z.infer<typeof RegistrationMode>;

/** `ask`: an admin decides after the address is confirmed. */
export const MailEffect = z.enum(['allow', 'deny', 'ask']).meta({ id: 'MailEffect' });
export type MailEffect = z.infer<typeof MailEffect>;

/** What the register page has to know. */
export const RegistrationInfo = z
  .object({
    mode: RegistrationMode,
    hint: z.string().nullable(),
    setup_code: z.boolean().meta({ description: 'There is no admin yet, and the first one needs the setup code.' }),
  })
  .meta({ id: 'RegistrationInfo' });
export type RegistrationInfo = z.infer<typeof RegistrationInfo>;

/** Without what PostgreSQL does not store, and what would turn the text around. */
const Remark = z
  .string()
  .normalize('NFC')
  .trim()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}\p{Bidi_Control}]*$/u);

const MailPattern = z
  .string()
  .max(254)
  .transform((text, context) => {
    const read = readPattern(text);
    if (read.fault === null) return read.pattern;
    const { fault, at } = read;
    context.addIssue({ code: 'custom', params: { fault, at }, message: fault });
    return z.NEVER;
  });

const PatternIssue = z.object({ params: z.object({ fault: z.enum(patternFaults), at: z.int() }) });

/** What an issue of a rule's schema says about its pattern. */
export const patternFault = (issue: unknown): { readonly fault: PatternFault; readonly at: number } | null =>
  PatternIssue.safeParse(issue).data?.params ?? null;

export const MailRule = z
  .strictObject({
    effect: MailEffect,
    pattern: MailPattern.meta({ description: '`name@domain` (`*` in the name), `@domain` or `@*.domain`.' }),
    note: Remark.default(''),
  })
  .meta({ id: 'MailRule' });
export type MailRule = z.output<typeof MailRule>;

const MailRules = z.array(MailRule).max(500).meta({ description: 'The first that matches an address decides.' });

/** The mail rules; `version` changes with each of their changes. Mode, default effect and hint are settings. */
export const StoredMailRules = z
  .object({
    rules: z.array(
      z.object({
        effect: MailEffect,
        pattern: z.string(),
        note: z.string(),
      }),
    ),
    version: z.int(),
  })
  .meta({ id: 'StoredMailRules' });
export type StoredMailRules = z.infer<typeof StoredMailRules>;

export const NewMailRules = z.strictObject({ rules: MailRules, version: Version }).meta({ id: 'NewMailRules' });
export type NewMailRules = z.output<typeof NewMailRules>;

/** Rules that need not be stored yet. */
export const MailRulesTrial = z
  .strictObject({
    rules: MailRules,
    default_effect: MailEffect,
    email: Email.optional().meta({ description: 'An address to try.' }),
  })
  .meta({ id: 'MailRulesTrial' });
export type MailRulesTrial = z.output<typeof MailRulesTrial>;

export const MailRulesEffect = z
  .object({
    tried: z
      .object({
        effect: MailEffect,
        rule: z.int().nullable().meta({ description: 'Index of the rule that decides; null: the default effect.' }),
      })
      .nullable()
      .meta({ description: 'Of the tried address.' }),
    people: z.array(z.int()).meta({ description: 'By rule: how many accounts it decides on.' }),
    shut_out: z
      .object({
        total: z.int(),
        people: z.array(PersonRef).meta({ description: 'The first 20.' }),
      })
      .meta({ description: 'Accounts that could not register today. They stay.' }),
  })
  .meta({ id: 'MailRulesEffect' });
export type MailRulesEffect = z.infer<typeof MailRulesEffect>;

export const OwnApproval = z
  .object({
    approval: Approval,
    since: z.iso.datetime().nullable().meta({ description: 'When it began to wait, or was decided.' }),
    reason: z.string().nullable().meta({ description: 'Of a refusal.' }),
  })
  .meta({ id: 'OwnApproval' });
export type OwnApproval = z.infer<typeof OwnApproval>;

export const Refusal = z
  .strictObject({ reason: Remark.optional().meta({ description: 'For the refused person.' }) })
  .meta({ id: 'Refusal' });
export type Refusal = z.output<typeof Refusal>;
