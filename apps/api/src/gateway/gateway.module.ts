import { Global, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { Gatekeeper } from '../access/access-policy.js';
import { VisitPasses } from '../signing/signed-passes.js';
import { AuthModule } from '../auth/auth.module.js';
import { ADMIN_VISIT_SECONDS, VISIT_SECONDS } from '../auth/sessions/lifetimes.js';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { SigningKey } from '../signing/signing-key.js';
import { Clock } from '../background/clock.js';
import { trustOf } from '../http/trusted-proxies.js';
import { Settings } from '../config/settings.js';
import { ShareEntry } from '../shares/share-entry.service.js';
import { SharesModule } from '../shares/shares.module.js';
import { Addresses } from './service-urls.js';
import { EmbeddedGateway } from './embedded/embedded-gateway.js';
import { Front } from './http-entry.js';
import { Handover } from './sign-in/cross-host-sign-in.js';
import { ShareDoor } from '../shares/share-link-entry.js';
import { Gateway } from './gateway.js';
import { ProbePass } from '../signing/probe-pass.js';
import { TraefikGateway } from './traefik/traefik-gateway.js';

type FrontGateway = Gateway & { readonly front: Front };

@Global()
@Module({
  imports: [AccessModule, AuthModule, SharesModule],
  providers: [
    {
      provide: Addresses,
      inject: [Settings],
      useFactory: (settings: Settings) => new Addresses(settings.addresses),
    },
    {
      provide: Handover,
      inject: [Settings, Addresses, Gatekeeper, SigningKey, VisitPasses, Clock],
      useFactory: (
        { secure }: Settings,
        addresses: Addresses,
        gatekeeper: Gatekeeper,
        { secret }: SigningKey,
        passes: VisitPasses,
        clock: Clock,
      ) =>
        new Handover({
          addresses,
          passes,
          codes: new VisitPasses(secret, clock, 'entry'),
          admins: {
            passes: new VisitPasses(secret, clock, 'admin'),
            codes: new VisitPasses(secret, clock, 'admin-entry'),
            passSeconds: ADMIN_VISIT_SECONDS,
          },
          secure,
          passSeconds: VISIT_SECONDS,
          visitorOf: (headers) => gatekeeper.visitorAtDashboard(headers),
        }),
    },
    {
      provide: ShareDoor,
      inject: [Settings, Addresses, ShareEntry, SigningKey, Clock],
      useFactory: (
        { secure }: Settings,
        addresses: Addresses,
        entry: ShareEntry,
        { secret }: SigningKey,
        clock: Clock,
      ) => {
        const passes = new VisitPasses(secret, clock, 'guest');
        return new ShareDoor({ addresses, entry, passes, secure, rememberSeconds: VISIT_SECONDS });
      },
    },
    {
      provide: Gateway,
      inject: [Settings, Gatekeeper, RevokedSessions, SigningKey, Addresses, Handover, ShareDoor],
      useFactory: (
        settings: Settings,
        gatekeeper: Gatekeeper,
        revoked: RevokedSessions,
        { secret }: SigningKey,
        addresses: Addresses,
        handover: Handover,
        shareDoor: ShareDoor,
      ) => {
        const gateway: FrontGateway = settings.traefikEnabled
          ? new TraefikGateway(settings.frontDoor, gatekeeper, new ProbePass(secret), addresses, handover, shareDoor)
          : new EmbeddedGateway(trustOf(settings.http.trustedProxies), gatekeeper, addresses, handover, shareDoor);
        revoked.onRevoked((sessionId) => {
          gateway.expel(sessionId);
        });
        return gateway;
      },
    },
    { provide: Front, inject: [Gateway], useFactory: ({ front }: FrontGateway) => front },
  ],
  exports: [Gateway, Front, Handover],
})
export class GatewayModule {}
