/** What nodemailer tells of a failed command. */
export interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

const LONGEST = 200;
/** Enhanced status codes about the address itself (RFC 3463, 3.2): no such mailbox, system, syntax, moved, null MX. */
const UNKNOWN_ADDRESS = /^5\.1\.(?:[0-3]|6|10)$/;
const WITHOUT_ENHANCED_CODE = new Set([550, 551, 553]);

/** The text of a reply on one line, without its codes and without characters that could change how a page looks. */
export function wordsOf(response: string): string | null {
  const lines = response.split(/\r?\n/).map((line) => line.replace(/^\d{3}[ -]?(?:\d\.\d{1,3}\.\d{1,3}\s)?/, ''));
  const words = lines
    .join(' ')
    .replaceAll(/\p{C}+/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words ? words.slice(0, LONGEST) : null;
}

/** Whether a refusal of a recipient means that the address does not exist. */
export function isUnknownAddress({ responseCode = 0, response = '' }: SmtpError): boolean {
  const enhanced = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\s/.exec(response)?.[1];
  return enhanced ? UNKNOWN_ADDRESS.test(enhanced) : WITHOUT_ENHANCED_CODE.has(responseCode);
}
