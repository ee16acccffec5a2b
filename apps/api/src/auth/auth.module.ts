import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../config/settings.js';
import { MailDeliveryModule } from '../mail/mail-delivery.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessTokens } from './access-tokens.service.js';
import { AuthSweep } from './auth.sweep.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LoginService } from './login.service.js';
import { MagicLinkRequests } from './magic-link-requests.service.js';
import { MagicLink } from './magic-link.entity.js';
import { MagicLinksController } from './magic-links.controller.js';
import { MagicLinksService } from './magic-links.service.js';
import { MailAllowance } from './mail-allowance.service.js';
import { RevokedSessions } from './revoked-sessions.js';
import { SameOriginGuard } from './same-origin.guard.js';
import { SessionCookies } from './session-cookies.js';
import { Session } from './session.entity.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SigningKey } from './signing-key.js';

/** For each client and endpoint. A class of 30 behind one address registers in the same minute, with some retries. */
const perClient = { ttl: 60_000, limit: 120, blockDuration: 0 };

@Module({
  imports: [
    MailDeliveryModule,
    UsersModule,
    PassportModule,
    JwtModule.register({}),
    ThrottlerModule.forRoot([perClient]),
    TypeOrmModule.forFeature([MagicLink, Session]),
  ],
  controllers: [MagicLinksController, SessionsController],
  providers: [
    { provide: SigningKey, inject: [Settings], useFactory: (settings: Settings) => SigningKey.of(settings) },
    AccessTokens,
    AuthSweep,
    JwtStrategy,
    LoginService,
    MagicLinkRequests,
    MagicLinksService,
    MailAllowance,
    RevokedSessions,
    SessionCookies,
    SessionsService,
    { provide: APP_GUARD, useClass: SameOriginGuard },
    { provide: APP_GUARD, useClass: JwtGuard },
  ],
  exports: [RevokedSessions],
})
export class AuthModule {}
