import { z } from 'zod';
import { type AddressFault, addressFaults, readAddress } from './mail-address.js';
import { User } from './users.js';
import { LOGIN_CODE, MAGIC_LINK_TOKEN } from './values.js';

export const Email = z
  .string()
  .trim()
  .max(254)
  .meta({ format: 'email' })
  .transform((text, context) => {
    const { email, fault } = readAddress(text);
    if (fault === null) return email;
    context.addIssue({ code: 'custom', params: { fault }, message: fault });
    return z.NEVER;
  });

const AddressIssue = z.union([
  z.object({ code: z.literal('too_big') }).transform((): AddressFault => 'too_long'),
  z.object({ params: z.object({ fault: z.enum(addressFaults) }) }).transform(({ params }) => params.fault),
]);

/** What an issue of this schema says about the address. */
export const addressFault = (issue: unknown): AddressFault => AddressIssue.safeParse(issue).data ?? 'malformed';

export const EmailRequest = z.strictObject({ email: Email }).meta({ id: 'EmailRequest' });
export type EmailRequest = z.input<typeof EmailRequest>;

export const SignupRequest = EmailRequest.extend({
  setup_code: z.string().max(40).optional().meta({
    description: 'Makes this person the first admin. Needed, and of use, only while `GET /api/info` says so.',
  }),
}).meta({ id: 'SignupRequest' });
export type SignupRequest = z.input<typeof SignupRequest>;

export const MagicLinkToken = z.string().regex(MAGIC_LINK_TOKEN);

export const LoginCode = z.string().regex(LOGIN_CODE);

export const TokenRequest = z.strictObject({ token: MagicLinkToken }).meta({ id: 'TokenRequest' });
export type TokenRequest = z.input<typeof TokenRequest>;

export const OpenSessionRequest = z
  .strictObject({
    token: MagicLinkToken,
    confirmed: z.boolean().optional().meta({
      description: 'The reader was shown who requested the link and confirmed it. Needed in another browser.',
    }),
  })
  .meta({ id: 'OpenSessionRequest' });
export type OpenSessionRequest = z.input<typeof OpenSessionRequest>;

/** The code from the mail, typed into the browser that requested it. */
export const CodeRequest = z.strictObject({ email: Email, code: LoginCode }).meta({ id: 'CodeRequest' });
export type CodeRequest = z.input<typeof CodeRequest>;

/** Where a request came from, as far as its headers show. */
const Whereabouts = z.object({
  browser: z.string().nullable().meta({ description: 'Its family, such as Firefox.' }),
  system: z.string().nullable().meta({ description: 'Its operating system, such as Windows.' }),
  ip: z.string().nullable(),
});

export const AskedBy = Whereabouts.extend({
  at: z.iso.datetime(),
  email: z.string().meta({ description: 'The account that the link opens.' }),
}).meta({ id: 'AskedBy' });
export type AskedBy = z.infer<typeof AskedBy>;

export const MessageResponse = z.object({ message: z.string() }).meta({ id: 'MessageResponse' });
export type MessageResponse = z.infer<typeof MessageResponse>;

/** The same answer for every address. */
export const MailRequested = MessageResponse.extend({
  mail_id: z.uuid().meta({ description: 'For GET /api/auth/mail/{id}: what became of the mail.' }),
}).meta({ id: 'MailRequested' });
export type MailRequested = z.infer<typeof MailRequested>;

export const MailState = z.enum(['waiting', 'sent', 'refused', 'unknown', 'given_up']);
export type MailState = z.infer<typeof MailState>;

export const MailReason = z.enum(['unknown_address', 'refused', 'later', 'server']);
export type MailReason = z.infer<typeof MailReason>;

/** What became of a mail. Says nothing of whether its address has an account. */
export const MailStatus = z
  .object({
    state: MailState.meta({
      description:
        '`waiting`: on its way; `sent`: the mail server has accepted it; `refused`: for good; `unknown`: sent, but the ' +
        'mail server did not confirm it, so it is not sent again; `given_up`: the time was up. After the last two, a ' +
        'further request does not count towards the limit.',
    }),
    retry_in: z.int().nullable().meta({ description: 'Seconds until the next attempt; 0 while one is under way.' }),
    reason: MailReason.nullable().meta({
      description:
        'Of the last attempt. `unknown_address`: the mail server does not know the address; `refused`: it does not accept ' +
        'this mail; `later`: not yet; `server`: it accepts no mail at present.',
    }),
    answer: z.string().nullable().meta({ description: 'The words of the mail server, without control characters.' }),
  })
  .meta({ id: 'MailStatus' });
export type MailStatus = z.infer<typeof MailStatus>;

/** For REST clients: the Bearer token and its user. */
export const TokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the access token ends.' }),
    user: User,
  })
  .meta({ id: 'TokenResponse' });
export type TokenResponse = z.infer<typeof TokenResponse>;

/** For browsers: the tokens are only in HttpOnly cookies. */
export const SessionResponse = z.object({ user: User }).meta({ id: 'SessionResponse' });
export type SessionResponse = z.infer<typeof SessionResponse>;

/** The browser's session; `user` is null without one, so that a page can check before a login. */
export const CurrentSession = z.object({ user: User.nullable() }).meta({ id: 'CurrentSession' });
export type CurrentSession = z.infer<typeof CurrentSession>;

/** One login of the user. */
export const OpenSession = Whereabouts.extend({
  id: z.uuid(),
  kind: z.enum(['browser', 'client']).meta({ description: '`client` holds a Bearer token and is not renewed.' }),
  current: z.boolean().meta({ description: 'The session that made this request.' }),
  created_at: z.iso.datetime(),
  last_seen: z.iso.datetime(),
  expires_at: z.iso.datetime(),
}).meta({ id: 'OpenSession' });
export type OpenSession = z.infer<typeof OpenSession>;

export const SessionsResponse = z.object({ sessions: z.array(OpenSession) }).meta({ id: 'SessionsResponse' });
export type SessionsResponse = z.infer<typeof SessionsResponse>;
