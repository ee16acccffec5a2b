import { z } from 'zod';
import { User } from './users.js';

/** 254 characters is the longest address SMTP can carry (RFC 5321, 4.5.3.1.3 less the angle brackets). */
export const Email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .transform((email) => email.toLowerCase());

export const EmailRequest = z.strictObject({ email: Email }).meta({ id: 'EmailRequest' });
export type EmailRequest = z.input<typeof EmailRequest>;

/** 32 random bytes in base64url. */
export const MagicLinkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const LoginCode = z.string().regex(/^\d{6}$/);

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
