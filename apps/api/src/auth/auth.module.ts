import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { RateLimit } from '../http/rate-limit.js';
import { MailQueueModule } from '../mail/queue/mail-queue.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { SigningKey } from '../signing/signing-key.js';
import { UsersModule } from '../users/users.module.js';
import { ApiToken } from './api-tokens/api-token.entity.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { ApiTokens } from './api-tokens/api-tokens.js';
import { TokenBearers } from './api-tokens/token-bearers.js';
import { AuthSweep } from './auth.sweep.js';
import { Brakes } from './brakes.js';
import { ApprovalGuard } from './guards/approval.guard.js';
import { JwtGuard } from './guards/jwt.guard.js';
import { JwtStrategy } from './guards/jwt.strategy.js';
import { OwnAccountGuard } from './guards/own-account.guard.js';
import { RoleGuard } from './guards/role.guard.js';
import { SameOriginGuard } from './guards/same-origin.guard.js';
import { LinkSecrets } from './login/link-secrets.js';
import { LoginController } from './login/login.controller.js';
import { LoginService } from './login/login.service.js';
import { LoginCodes } from './login/login-codes.js';
import { LoginRequestCookie } from './login/login-request-cookie.js';
import { MagicLink } from './login/magic-link.entity.js';
import { MagicLinkMails } from './login/magic-link-mails.js';
import { MagicLinkRequests } from './login/magic-link-requests.js';
import { MagicLinksController } from './login/magic-links.controller.js';
import { MagicLinksService } from './login/magic-links.service.js';
import { MailRateLimit } from './login/mail-rate-limit.js';
import { MailRequest } from './login/mail-request.entity.js';
import { RefusedLinks } from './login/refused-links.js';
import { CardLoginController } from './login-cards/card-login.controller.js';
import { CardLogin } from './login-cards/card-login.js';
import { CardSecrets } from './login-cards/card-secrets.js';
import { LogoutController } from './logout/logout.controller.js';
import { LogoutService } from './logout/logout.service.js';
import { OwnSessionsController } from './logout/own-sessions.controller.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { RevokedSessions } from './sessions/revoked-sessions.js';
import { Session } from './sessions/session.entity.js';
import { SessionCookies } from './sessions/session-cookies.js';
import { SessionsService } from './sessions/sessions.service.js';

@Module({
  imports: [
    AuditModule,
    MailQueueModule,
    RegistrationModule,
    UsersModule,
    PassportModule,
    SigningModule,
    JwtModule.registerAsync({
      imports: [SigningModule],
      inject: [SigningKey],
      useFactory: ({ secret }: SigningKey) => ({ secret }),
    }),
    TypeOrmModule.forFeature([ApiToken, MagicLink, MailRequest, Session]),
  ],
  controllers: [
    ApiTokensController,
    CardLoginController,
    LoginController,
    LogoutController,
    MagicLinksController,
    OwnSessionsController,
  ],
  providers: [
    AccessTokens,
    ApiTokens,
    LoginRequestCookie,
    AuthSweep,
    Brakes,
    CardLogin,
    CardSecrets,
    JwtStrategy,
    LinkSecrets,
    LoginCodes,
    LoginService,
    LogoutService,
    MagicLinkMails,
    MagicLinkRequests,
    MagicLinksService,
    MailRateLimit,
    RefreshTokens,
    RefusedLinks,
    RateLimit,
    RevokedSessions,
    SessionCookies,
    SessionsService,
    TokenBearers,
    { provide: APP_GUARD, useClass: SameOriginGuard },
    { provide: APP_GUARD, useClass: JwtGuard },
    { provide: APP_GUARD, useClass: ApprovalGuard },
    { provide: APP_GUARD, useClass: OwnAccountGuard },
    { provide: APP_GUARD, useClass: RoleGuard },
  ],
  exports: [
    AccessTokens,
    Brakes,
    CardSecrets,
    LoginService,
    LogoutService,
    MagicLinkRequests,
    MagicLinksService,
    MailRateLimit,
    RevokedSessions,
    SessionCookies,
    SessionsService,
  ],
})
export class AuthModule {}
