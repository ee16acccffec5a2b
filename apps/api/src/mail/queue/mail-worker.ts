import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../background/clock.js';
import type { Loop } from '../../background/loop.js';
import { Loops } from '../../background/loops.js';
import { MailFault } from '../mail-fault.js';
import { Mailer } from '../mailer.js';
import { MailQueue } from './mail-queue.js';
import type { ClaimedMail } from './outgoing-mail.js';

const EVERY_MS = 1000;
/** Mails sent at the same time: one slow answer must not hold up a class. */
const MOST_AT_ONCE = 3;
/** How long only one mail is sent at a time after the server has refused a further connection. */
const ONE_AT_A_TIME_MS = 600_000;
/**
 * Seconds until the next attempt where the server wants one mail later. Greylisting ends after a minute to five, and
 * attempts before its end use up what a limit on mails allows.
 */
const DEFERRALS = [10, 55, 60];
/** Seconds until the next attempt of any mail where the server accepts none: a limit on mails ends within a minute. */
const PAUSES = [2, 5, 10, 15];
/** How long a shutdown waits for mails that users expect. */
const SHUTDOWN_MS = 8000;
/** The page of a request shows what became of its mail for this time. */
const SHOWN_MS = 3_600_000;

/** Sends the mails of the queue, beside the workers of other processes. */
@Injectable()
export class MailWorker implements OnModuleDestroy {
  private readonly logger = new Logger(MailWorker.name);
  private readonly lanes = new Set<Promise<void>>();
  private readonly underWay = new Set<string>();
  private readonly loop: Loop;
  private oneAtATimeUntil = 0;
  /** How often in a row the server accepted no mail at all. */
  private pauses = 0;
  private stopped = false;

  constructor(
    private readonly queue: MailQueue,
    private readonly mailer: Mailer,
    clock: Clock,
    loops: Loops,
  ) {
    queue.onWake(() => this.openLane());
    this.loop = loops.every(EVERY_MS, 'sending mails', () => this.look());
    loops.every(SHOWN_MS, 'deleting old mails', () => queue.forget(new Date(clock.now().getTime() - SHOWN_MS)));
  }

  /** Sends what is due. Resolves when nothing is being sent. */
  async run(): Promise<void> {
    await this.loop.run();
    while (this.lanes.size > 0) await Promise.all(this.lanes);
  }

  async onModuleDestroy(): Promise<void> {
    const deadline = new AbortController();
    this.openLane();
    await Promise.race([
      this.idle(),
      delay(SHUTDOWN_MS, undefined, { signal: deadline.signal }).catch(() => undefined),
    ]);
    deadline.abort();
    this.stopped = true;
    this.mailer.close();
    await this.idle();
  }

  private async idle(): Promise<void> {
    while (this.lanes.size > 0) await Promise.all(this.lanes);
  }

  private async look(): Promise<void> {
    await this.queue.renew([...this.underWay]);
    await this.queue.settleLost([...this.underWay]);
    this.openLane();
  }

  private openLane(): void {
    const most = performance.now() < this.oneAtATimeUntil ? 1 : MOST_AT_ONCE;
    if (this.stopped || this.lanes.size >= most) return;
    const lane = this.work()
      .catch((error: unknown) => {
        // The loop looks again.
        this.logger.warn({ err: error }, 'could not read the queue of mails');
      })
      .finally(() => this.lanes.delete(lane));
    this.lanes.add(lane);
  }

  private async work(): Promise<void> {
    while (!this.stopped) {
      const mail = await this.queue.claim([...this.underWay]);
      if (!mail) return;
      this.underWay.add(mail.id);
      this.openLane();
      try {
        if (!(await this.attempt(mail))) return;
      } finally {
        this.underWay.delete(mail.id);
      }
    }
  }

  /** @returns whether this lane may go on */
  private async attempt(mail: ClaimedMail): Promise<boolean> {
    try {
      const text = await this.queue.compose(mail);
      const handOver = (): Promise<void> => this.queue.handOver(mail);
      await this.mailer.send(text, { id: mail.id, date: mail.createdAt, handOver });
      await this.queue.settle(mail.id, 'sent', null, null);
      this.pauses = 0;
      return true;
    } catch (error) {
      return this.takeBack(mail, error instanceof MailFault ? error : new MailFault('server', error));
    }
  }

  private async takeBack(mail: ClaimedMail, fault: MailFault): Promise<boolean> {
    const { kind, answer } = fault;
    if (kind !== 'server' && kind !== 'crowded') this.pauses = 0;
    switch (kind) {
      case 'crowded':
        this.oneAtATimeUntil = performance.now() + ONE_AT_A_TIME_MS;
        this.logger.log('The mail server accepts no further connection: mails are sent one after the other.');
        await this.queue.release(mail);
        return false;
      case 'refused':
      case 'unknown_address':
        this.logger.warn({ err: fault, mail: mail.id }, 'The mail server refused a mail.');
        await this.queue.settle(mail.id, 'refused', kind, answer);
        return true;
      case 'uncertain':
        this.logger.warn(
          { err: fault, mail: mail.id },
          'The mail server did not confirm a mail; it is not sent again.',
        );
        await this.queue.settle(mail.id, 'unknown', null, null);
        return true;
      case 'later': {
        const seconds = nth(DEFERRALS, mail.deferrals);
        this.logger.log(`The mail server wants a mail later; the next attempt is in ${String(seconds)} s.`);
        await this.queue.defer(mail, seconds, answer);
        return true;
      }
      case 'server': {
        const seconds = nth(PAUSES, this.pauses);
        this.pauses += 1;
        this.logger.warn(
          { err: fault },
          `The mail server accepts no mail; the next attempt is in ${String(seconds)} s.`,
        );
        await this.queue.release(mail);
        await this.queue.pause(seconds);
        return true;
      }
    }
  }
}

/** The last one counts for all that follow. */
const nth = (seconds: readonly number[], index: number): number => seconds[Math.min(index, seconds.length - 1)] ?? 0;
