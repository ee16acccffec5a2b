import { Global, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AccessPolicy } from '../access/access-policy.js';
import { AuthModule } from '../auth/auth.module.js';
import { ADMIN_VISIT_SECONDS, PASS_SECONDS } from '../auth/sessions/lifetimes.js';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { trustOf } from '../http/trusted-proxies.js';
import { ShareEntry } from '../shares/share-entry.service.js';
import { ShareLinkEntry } from '../shares/share-link-entry.js';
import { SharesModule } from '../shares/shares.module.js';
import { ProbePass } from '../signing/probe-pass.js';
import { SignedPasses } from '../signing/signed-passes.js';
import { SigningKey } from '../signing/signing-key.js';
import { EmbeddedGateway } from './embedded/embedded-gateway.js';
import { Gateway } from './gateway.js';
import { HttpEntry } from './http-entry.js';
import { ServiceUrls } from './service-urls.js';
import { CrossHostSignIn } from './sign-in/cross-host-sign-in.js';
import { TraefikGateway } from './traefik/traefik-gateway.js';

type EntryGateway = Gateway & { readonly entry: HttpEntry };

@Global()
@Module({
  imports: [AccessModule, AuthModule, SharesModule],
  providers: [
    {
      provide: ServiceUrls,
      inject: [Settings],
      useFactory: (settings: Settings) => new ServiceUrls(settings.addresses),
    },
    {
      provide: CrossHostSignIn,
      inject: [Settings, ServiceUrls, AccessPolicy, SigningKey, SignedPasses, Clock],
      useFactory: (
        { secure }: Settings,
        addresses: ServiceUrls,
        gatekeeper: AccessPolicy,
        { secret }: SigningKey,
        passes: SignedPasses,
        clock: Clock,
      ) =>
        new CrossHostSignIn({
          addresses,
          passes,
          codes: new SignedPasses(secret, clock, 'entry'),
          admins: {
            passes: new SignedPasses(secret, clock, 'admin'),
            codes: new SignedPasses(secret, clock, 'admin-entry'),
            passSeconds: ADMIN_VISIT_SECONDS,
          },
          secure,
          passSeconds: PASS_SECONDS,
          visitorOf: (headers) => gatekeeper.visitorAtDashboard(headers),
        }),
    },
    {
      provide: ShareLinkEntry,
      inject: [Settings, ServiceUrls, ShareEntry, SigningKey, Clock],
      useFactory: (
        { secure }: Settings,
        addresses: ServiceUrls,
        entry: ShareEntry,
        { secret }: SigningKey,
        clock: Clock,
      ) => {
        const passes = new SignedPasses(secret, clock, 'guest');
        return new ShareLinkEntry({ addresses, entry, passes, secure, rememberSeconds: PASS_SECONDS });
      },
    },
    {
      provide: Gateway,
      inject: [Settings, AccessPolicy, RevokedSessions, SigningKey, ServiceUrls, CrossHostSignIn, ShareLinkEntry],
      useFactory: (
        settings: Settings,
        gatekeeper: AccessPolicy,
        revoked: RevokedSessions,
        { secret }: SigningKey,
        addresses: ServiceUrls,
        handover: CrossHostSignIn,
        shareDoor: ShareLinkEntry,
      ) => {
        const gateway: EntryGateway = settings.traefikEnabled
          ? new TraefikGateway(settings.frontDoor, gatekeeper, new ProbePass(secret), addresses, handover, shareDoor)
          : new EmbeddedGateway(trustOf(settings.http.trustedProxies), gatekeeper, addresses, handover, shareDoor);
        revoked.onRevoked((sessionId) => {
          gateway.closeResponsesOf(sessionId);
        });
        return gateway;
      },
    },
    { provide: HttpEntry, inject: [Gateway], useFactory: ({ entry }: EntryGateway) => entry },
  ],
  exports: [Gateway, HttpEntry, CrossHostSignIn],
})
export class GatewayModule {}
