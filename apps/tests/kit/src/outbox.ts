import type { Mailbox } from './mailbox.js';
import { until } from './until.js';

interface OutboxAnswer {
  readonly mails: readonly { readonly to: string; readonly link: string | null }[];
}

/** The mails of an installation without a mail server. */
export class Outbox implements Mailbox {
  private readonly followed = new Set<string>();

  constructor(private readonly read: () => Promise<string>) {}

  async linkFor(email: string): Promise<string> {
    const link = await until(`the outbox holds a mail to ${email}`, 15, async () => {
      const { mails } = JSON.parse(await this.read()) as OutboxAnswer;
      return mails.findLast(({ to, link }) => to === email && link !== null && !this.followed.has(link))?.link;
    });
    this.followed.add(link);
    return link;
  }
}
