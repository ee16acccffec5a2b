import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VisitPasses } from '../signing/signed-passes.js';
import { AuditModule } from '../audit/audit.module.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { MailDeliveryModule } from '../mail/mail-delivery.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessTokens } from './sessions/access-tokens.service.js';
import { ApiToken } from './api-tokens/api-token.entity.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { ApiTokens } from './api-tokens/api-tokens.service.js';
import { TokenBearers } from './api-tokens/token-bearers.service.js';
import { AskedCookie } from './login/login-request-cookie.js';
import { AuthSweep } from './auth.sweep.js';
import { JwtGuard } from './guards/jwt.guard.js';
import { JwtStrategy } from './guards/jwt.strategy.js';
import { LoginCodes } from './login/login-codes.service.js';
import { LoginService } from './login/login.service.js';
import { LogoutService } from './sessions/logout.service.js';
import { MagicLinkRequests } from './login/magic-link-requests.service.js';
import { MagicLink } from './login/magic-link.entity.js';
import { MagicLinksController } from './login/magic-links.controller.js';
import { MagicLinksService } from './login/magic-links.service.js';
import { MailAllowance } from './login/mail-rate-limit.service.js';
import { OwnSessionsController } from './sessions/own-sessions.controller.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { RefusedLinks } from './login/refused-links.service.js';
import { RequestLimits } from '../http/rate-limit.js';
import { RevokedSessions } from './sessions/revoked-sessions.js';
import { SameOriginGuard } from './guards/same-origin.guard.js';
import { SessionCookies } from './sessions/session-cookies.js';
import { Session } from './sessions/session.entity.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SigningKey } from '../signing/signing-key.js';

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
