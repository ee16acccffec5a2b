import { senderAddress } from '../../config/sender.js';
import type { Settings } from '../../config/settings.js';
import { type Reply, SmtpConnection } from './smtp-connection.js';
import { smtpOptions, type SmtpSettings } from './smtp-options.js';
import { isUnknownAddress, type SmtpError, wordsOf } from './smtp-reply.js';

/** What a conversation with the mail server has shown. */
export interface MailFinding {
  /** `missing`: no mail gets out like this. `hint`: most mails do. */
  readonly result: 'holds' | 'missing' | 'hint';
  readonly says: string;
  readonly fix?: readonly string[];
}

/** A person waits for the answer. */
const PATIENCE_SECONDS = 30;
const PATIENCE = {
  connectionTimeout: PATIENCE_SECONDS * 1000,
  greetingTimeout: PATIENCE_SECONDS * 1000,
  socketTimeout: PATIENCE_SECONDS * 1000,
};

/**
 * Talks with the mail server up to the recipient, then takes it back: no mail is sent.
 * @param to by default the sender's own address
 */
export async function examineMail({ smtp, from }: Settings['mail'], to?: string): Promise<MailFinding> {
  if (!smtp) return { result: 'hint', says: 'no mail is sent: SMTP_HOST is not set, or OUTBOX is true' };
  const sender = senderAddress(from);
  const recipient = to ?? sender;
  try {
    const login = smtp.user ? { user: smtp.user, password: smtp.password ?? '' } : null;
    const connection = await SmtpConnection.open({ ...smtpOptions(smtp), ...PATIENCE }, login);
    try {
      const [mail, rcpt] = await connection.rehearse(sender, recipient);
      if (mail && mail.status >= 400) return senderRefused(mail, sender);
      if (rcpt && rcpt.status >= 400) return recipientRefused(rcpt, recipient);
      return { result: 'holds', says: `${where(smtp)} accepts mail from ${sender} to ${recipient}` };
    } finally {
      connection.quit();
    }
  } catch (error) {
    return explain(error as SmtpError, smtp);
  }
}

function senderRefused(reply: Reply, sender: string): MailFinding {
  if (reply.status === 530) return loginWanted(reply);
  return reply.status < 500
    ? { result: 'hint', says: `the mail server accepts no mail at present${quoted(reply.response)}` }
    : {
        result: 'missing',
        says: `the mail server refuses the sender ${sender}${quoted(reply.response)}`,
        fix: ['SMTP_FROM: an address that SMTP_USER may send from'],
      };
}

function recipientRefused({ status, response }: Reply, recipient: string): MailFinding {
  if (status === 530) return loginWanted({ status, response });
  if (status < 500) {
    const says = `the mail server wants mail to ${recipient} later${quoted(response)}; such mails are sent again`;
    return { result: 'holds', says };
  }
  if (isUnknownAddress({ name: '', message: '', responseCode: status, response })) {
    return {
      result: 'hint',
      says: `the mail server does not know ${recipient}${quoted(response)}`,
      fix: [OTHER_ADDRESS],
    };
  }
  return {
    result: 'missing',
    says: `the mail server does not pass mail on to ${recipient}${quoted(response)}`,
    fix: ['SMTP_USER and SMTP_PASSWORD, if it wants a login; else it has to allow this machine to send', OTHER_ADDRESS],
  };
}

const OTHER_ADDRESS = 'to try another address: npm run doctor -- --mail name@domain';

const loginWanted = ({ response }: Reply): MailFinding => ({
  result: 'missing',
  says: `the mail server wants a login, or encryption before it${quoted(response)}`,
  fix: ['SMTP_USER and SMTP_PASSWORD', 'SMTP_SECURITY=starttls or tls'],
});

/** Why there was no conversation. */
function explain(error: SmtpError, smtp: SmtpSettings): MailFinding {
  const missing = (says: string, ...fix: string[]): MailFinding => ({ result: 'missing', says, fix });
  const { host, port } = smtp;
  const { message, response = '', responseCode } = error;
  if (error.code === 'EDNS') return missing(`${host} has no address`, 'SMTP_HOST');
  if (/ECONNREFUSED/.test(message))
    return missing(`nothing listens on port ${String(port)} of ${host}`, 'SMTP_HOST, SMTP_PORT');
  if (/Greeting never/.test(message)) {
    const fix = `if port ${String(port)} encrypts from the start: SMTP_SECURITY=tls`;
    return missing(`${where(smtp)} sends no greeting within ${String(PATIENCE_SECONDS)} s`, fix);
  }
  if (error.code === 'ETIMEDOUT') {
    return missing(
      `${where(smtp)} does not answer within ${String(PATIENCE_SECONDS)} s`,
      'a firewall, SMTP_HOST, SMTP_PORT',
    );
  }
  if (/wrong version number|packet length too long|unexpected message/i.test(message)) {
    return missing(`${where(smtp)} does not encrypt from the start`, 'SMTP_SECURITY=starttls');
  }
  if (error.command === 'STARTTLS' && responseCode !== undefined) {
    return missing(
      `${where(smtp)} offers no STARTTLS`,
      'SMTP_SECURITY=tls, or none if the network between can be trusted',
    );
  }
  if (/altnames|does not match/i.test(message)) {
    return missing(
      `the certificate of ${host} is for another name: ${message}`,
      'SMTP_HOST: the name in the certificate',
    );
  }
  if (/certificate|self.signed|issuer/i.test(message)) {
    return missing(
      `the certificate of ${host} is not trusted: ${message}`,
      'SMTP_CA_FILE: the authority that has signed it',
    );
  }
  if (error.code === 'EAUTH') {
    return responseCode === 535 || responseCode === 534
      ? missing(`the mail server refuses SMTP_USER and SMTP_PASSWORD${quoted(response)}`, 'SMTP_USER, SMTP_PASSWORD')
      : missing(`the login fails: ${message}`, 'SMTP_USER, SMTP_PASSWORD, SMTP_SECURITY');
  }
  if (error.command === 'EHLO' || error.command === 'HELO') {
    return missing(`the mail server refuses the greeting ${smtp.helloName}${quoted(response)}`, 'SMTP_HELO_NAME');
  }
  return missing(`no conversation with ${where(smtp)}: ${message}`);
}

const where = ({ host, port }: SmtpSettings): string => `${host}:${String(port)}`;

const quoted = (response: string): string => {
  const words = wordsOf(response);
  return words ? ` (${response.slice(0, 3)} ${words})` : '';
};
