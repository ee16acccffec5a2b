import { randomUUID } from 'node:crypto';
import type { Settings } from '../../config/settings.js';
import { messages } from '../../i18n/messages.js';
import { plainMail } from '../../mail/plain.mail.js';
import { examineMail } from '../../mail/smtp/examine-mail.js';
import { SmtpMailer } from '../../mail/smtp/smtp.mailer.js';
import type { Finding } from '../../runtime/finding.js';

const about = 'mail';

/** Whether the mail server would take a mail. @param to gets one, if the server would take it */
export async function mailFinding(settings: Settings, to: string | null): Promise<Finding> {
  const finding = await examineMail(settings.mail, to ?? undefined);
  if (to === null || finding.result !== 'holds') return { about, ...finding };
  const { greeting, test } = messages('de').mail;
  const mailer = new SmtpMailer(settings);
  const delivery = { id: randomUUID(), date: new Date(), handOver: () => Promise.resolve() };
  try {
    await mailer.send(
      plainMail(to, 'de', test.subject, [greeting, test.intro, messages('en').mail.test.intro]),
      delivery,
    );
    return { result: 'holds', about, says: `the mail server has accepted a mail to ${to}` };
  } catch (error) {
    const { answer, cause } = error as { answer?: string | null; cause?: Error };
    return { result: 'missing', about, says: `a mail to ${to} was not accepted: ${answer ?? cause?.message ?? ''}` };
  } finally {
    mailer.close();
  }
}
