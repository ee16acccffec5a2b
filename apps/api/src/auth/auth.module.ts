import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VisitPasses } from '../access/visit-passes.js';
import { AuditModule } from '../audit/audit.module.js';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { MailDeliveryModule } from '../mail/mail-delivery.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessTokens } from './access-tokens.service.js';
import { ApiToken } from './api-tokens/api-token.entity.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { ApiTokens } from './api-tokens/api-tokens.service.js';
import { TokenBearers } from './api-tokens/token-bearers.service.js';
import { AskedCookie } from './asked-cookie.js';
import { AuthSweep } from './auth.sweep.js';
import { JwtGuard } from './jwt.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LoginCodes } from './login-codes.service.js';
import { LoginService } from './login.service.js';
import { LogoutService } from './logout.service.js';
import { MagicLinkRequests } from './magic-link-requests.service.js';
import { MagicLink } from './magic-link.entity.js';
import { MagicLinksController } from './magic-links.controller.js';
import { MagicLinksService } from './magic-links.service.js';
import { MailAllowance } from './mail-allowance.service.js';
import { OwnSessionsController } from './own-sessions.controller.js';
import { RefreshTokens } from './refresh-tokens.js';
import { RefusedLinks } from './refused-links.service.js';
import { RequestLimits } from './request-limits.js';
import { RevokedSessions } from './revoked-sessions.js';
import { SameOriginGuard } from './same-origin.guard.js';
import { SessionCookies } from './session-cookies.js';
import { Session } from './session.entity.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SigningKey } from './signing-key.js';

@Module({
  imports: [
    AuditModule,
    MailDeliveryModule,
    UsersModule,
    PassportModule,
    JwtModule.register({}),
    TypeOrmModule.forFeature([ApiToken, MagicLink, Session]),
  ],
  controllers: [ApiTokensController, MagicLinksController, OwnSessionsController, SessionsController],
  providers: [
    { provide: SigningKey, inject: [Settings], useFactory: (settings: Settings) => SigningKey.of(settings) },
    {
      provide: VisitPasses,
      inject: [SigningKey, Clock],
      useFactory: (key: SigningKey, clock: Clock) => new VisitPasses(key.secret, clock),
    },
    AccessTokens,
    ApiTokens,
    AskedCookie,
    AuthSweep,
    JwtStrategy,
    LoginCodes,
    LoginService,
    LogoutService,
    MagicLinkRequests,
    MagicLinksService,
    MailAllowance,
    RefreshTokens,
    RefusedLinks,
    RequestLimits,
    RevokedSessions,
    SessionCookies,
    SessionsService,
    TokenBearers,
    { provide: APP_GUARD, useClass: SameOriginGuard },
    { provide: APP_GUARD, useClass: JwtGuard },
  ],
  exports: [RevokedSessions, SigningKey, VisitPasses],
})
export class AuthModule {}
