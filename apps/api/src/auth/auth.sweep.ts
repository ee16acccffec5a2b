import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, LessThan } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { Settings } from '../config/settings.js';
import { ApiToken } from './api-tokens/api-token.entity.js';
import { Brakes } from './brakes.js';
import { MagicLink } from './login/magic-link.entity.js';
import { MailRequest } from './login/mail-request.entity.js';
import { accessTokenLifetimes } from './sessions/lifetimes.js';
import { Session } from './sessions/session.entity.js';
import { SessionsService } from './sessions/sessions.service.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** An expired token stays in its owner's list this long, so that they see why it no longer works. */
const ENDED_TOKEN = 30 * 24 * HOUR;

/** Deletes logins and tokens that can no longer change any answer. */
@Injectable()
export class AuthSweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
    private readonly clock: Clock,
    sessions: SessionsService,
    private readonly brakes: Brakes,
    loops: Loops,
  ) {
    loops.every(MINUTE, 'ending logins with a card', () => sessions.endOverdue());
    loops.every(HOUR, 'deleting expired logins', () => this.sweep());
  }

  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const before = (milliseconds: number) => LessThan(new Date(now - milliseconds));
    const { manager } = this.dataSource;
    await manager.delete(MailRequest, { createdAt: before(HOUR) });
    await this.brakes.sweep();
    await manager.delete(MagicLink, { expiresAt: before(0) });
    await manager.delete(ApiToken, { expiresAt: before(ENDED_TOKEN) });
    // Those of cards are revoked first: see `endOverdue`.
    await manager.delete(Session, { expiresAt: before(0), endsAt: IsNull() });
    await manager.delete(Session, { revokedAt: before(accessTokenLifetimes(this.settings).longest * 1000) });
  }
}
