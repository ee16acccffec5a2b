import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AuthModule } from '../auth/auth.module.js';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { guestCookieName, passCookieName } from '../http/cookies.js';
import { SignedPasses } from '../signing/signed-passes.js';
import { SigningKey } from '../signing/signing-key.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { Admins } from '../users/admins.js';
import { UsersModule } from '../users/users.module.js';
import { AccessPolicy } from './access-policy.js';
import { ClientTokens } from './client-tokens.js';

@Module({
  imports: [AuthModule, UsersModule, JwtModule.register({})],
  providers: [
    ClientTokens,
    {
      provide: AccessPolicy,
      inject: [Settings, TemplateCatalogue, SignedPasses, ClientTokens, RevokedSessions, SigningKey, Clock, Admins],
      useFactory: (
        settings: Settings,
        catalogue: TemplateCatalogue,
        passes: SignedPasses,
        tokens: ClientTokens,
        revoked: RevokedSessions,
        { secret }: SigningKey,
        clock: Clock,
        admins: Admins,
      ) => {
        const guestPasses = new SignedPasses(secret, clock, 'guest');
        const adminPasses = new SignedPasses(secret, clock, 'admin');
        return new AccessPolicy({
          routing: settings.addresses.routing,
          cookieName: passCookieName(settings.secure),
          guestCookieName: guestCookieName(settings.secure),
          publicHost: new URL(settings.publicUrl).host,
          policyOf: (type) => catalogue.policyOf(type),
          visitorOfPass: (pass, audience) => passes.read(pass, audience),
          guestOfPass: (pass, audience) => guestPasses.recognise(pass, audience),
          adminOfPass: (pass, audience) => adminPasses.read(pass, audience),
          visitorOfToken: (token) => tokens.read(token),
          isAdmin: (userId) => admins.has(userId),
          isRevoked: (sessionId) => revoked.has(sessionId),
        });
      },
    },
  ],
  exports: [AccessPolicy],
})
export class AccessModule {}
