import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { ApiToken } from './api-tokens/api-token.entity.js';
import { accessTokenLifetimes } from './lifetimes.js';
import { MagicLink } from './magic-link.entity.js';
import { MailRequest } from './mail-request.entity.js';
import { Session } from './session.entity.js';

const HOUR = 3_600_000;
/** So long a token that has ended is still shown to its owner, who may wonder. */
const ENDED_TOKEN = 30 * 24 * HOUR;

/** Removes what can no longer change any answer, once an hour. */
@Injectable()
export class AuthSweep implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(AuthSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running = this.sweep().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'Old logins could not be swept; the next try is in an hour.');
      });
    }, HOUR).unref();
  }

  onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    return this.running;
  }

  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const before = (milliseconds: number) => LessThan(new Date(now - milliseconds));
    const { manager } = this.dataSource;
    await manager.delete(MailRequest, { createdAt: before(HOUR) });
    await manager.delete(MagicLink, { expiresAt: before(0) });
    await manager.delete(ApiToken, { expiresAt: before(ENDED_TOKEN) });
    await manager.delete(Session, { expiresAt: before(0) });
    await manager.delete(Session, { revokedAt: before(accessTokenLifetimes(this.settings).longest * 1000) });
  }
}
