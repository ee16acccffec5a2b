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

export const TokenRequest = z.strictObject({ token: MagicLinkToken }).meta({ id: 'TokenRequest' });
export type TokenRequest = z.input<typeof TokenRequest>;

export const MessageResponse = z.object({ message: z.string() }).meta({ id: 'MessageResponse' });
export type MessageResponse = z.infer<typeof MessageResponse>;

/** For REST clients: the Bearer token and who it speaks for. */
export const TokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().meta({ description: 'Seconds until the access token ends.' }),
    user: User,
  })
  .meta({ id: 'TokenResponse' });
export type TokenResponse = z.infer<typeof TokenResponse>;

/** For browsers: the tokens themselves travel in HttpOnly cookies only. */
export const SessionResponse = z.object({ user: User }).meta({ id: 'SessionResponse' });
export type SessionResponse = z.infer<typeof SessionResponse>;
