import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AuthModule } from '../auth/auth.module.js';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { SigningKey } from '../signing/signing-key.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { Admins } from '../users/admins.js';
import { UsersModule } from '../users/users.module.js';
import { ClientTokens } from './client-tokens.js';
import { Gatekeeper } from './access-policy.js';
import { guestCookieName, visitCookieName } from '../http/cookies.js';
import { VisitPasses } from '../signing/signed-passes.js';

@Module({
  imports: [AuthModule, UsersModule, JwtModule.register({})],
  providers: [
    ClientTokens,
    {
      provide: Gatekeeper,
      inject: [Settings, TemplateCatalogue, VisitPasses, ClientTokens, RevokedSessions, SigningKey, Clock, Admins],
      useFactory: (
        settings: Settings,
        catalogue: TemplateCatalogue,
        passes: VisitPasses,
        tokens: ClientTokens,
        revoked: RevokedSessions,
        { secret }: SigningKey,
        clock: Clock,
        admins: Admins,
      ) => {
        const guestPasses = new VisitPasses(secret, clock, 'guest');
        const adminPasses = new VisitPasses(secret, clock, 'admin');
        return new Gatekeeper({
          routing: settings.addresses.routing,
          cookieName: visitCookieName(settings.secure),
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
  exports: [Gatekeeper],
})
export class AccessModule {}
