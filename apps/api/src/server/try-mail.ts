import { Logger } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { examineMail } from '../mail/smtp/examine-mail.js';

/** Logs at the start whether the mail server would take a mail: otherwise the first person to log in finds out. */
export async function tryMail({ mail }: Settings): Promise<void> {
  if (!mail.smtp) return;
  const { result, says, fix = [] } = await examineMail(mail);
  const line = [says, ...fix].join('; ');
  const logger = new Logger('Mail');
  if (result === 'holds') logger.log(line);
  else logger.warn(`${line}. More: npm run doctor`);
}
