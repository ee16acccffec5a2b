/** Why an address is refused, for the texts of API and page. */
export const addressFaults = ['malformed', 'too_long', 'not_ascii', 'quoted'] as const;
export type AddressFault = (typeof addressFaults)[number];

/** That of `z.email()`. */
const ADDRESS = /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
/** Letters and digits of any script in their only form: what Unicode would merely map to a letter is refused. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;

/** The form in which an address is stored and looked up, or why it is refused. */
export function readAddress(text: string): { email: string; fault: null } | { email: null; fault: AddressFault } {
  const email = withAsciiDomain(text.trim());
  const fault = faultOf(email);
  // In lower case last: some foreign letters have an ASCII letter as their lower case.
  return fault ? { email: null, fault } : { email: email.toLowerCase(), fault: null };
}

/** `user@bücher.example` → `user@xn--bcher-kva.example`, as browsers do it. */
function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf('@') + 1;
  const domain = email.slice(at).normalize('NFC');
  const isPlain = /^[\0-\x7f]*$/.test(domain);
  if (at === 0 || isPlain || !DOMAIN.test(domain) || domain !== domain.normalize('NFKC')) return email;
  try {
    return email.slice(0, at) + new URL(`http://${domain}`).hostname;
  } catch {
    return email;
  }
}

/** RFC 5321, 4.5.3.1: 64 characters before the @, and 254 in all (its limit less the angle brackets). */
function faultOf(email: string): AddressFault | null {
  const local = email.slice(0, Math.max(0, email.lastIndexOf('@')));
  if (email.length > 254 || local.length > 64) return 'too_long';
  if (/^".*"$/.test(local)) return 'quoted';
  // It would need a mail server with SMTPUTF8, also on the way.
  if (/^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u.test(local) && /[^\0-\x7f]/.test(local)) return 'not_ascii';
  return ADDRESS.test(email) ? null : 'malformed';
}
