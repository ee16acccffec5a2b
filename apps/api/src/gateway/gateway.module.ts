import { Global, Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AccessPolicy } from '../access/access-policy.js';
import { AuthModule } from '../auth/auth.module.js';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { Settings } from '../config/settings.js';
import { trustOf } from '../http/trusted-proxies.js';
import { ProbePass } from '../signing/probe-pass.js';
import { SigningModule } from '../signing/signing.module.js';
import { EmbeddedGateway } from './embedded/embedded-gateway.js';
import { Gateway } from './gateway.js';
import { HttpEntry } from './http-entry.js';
import { mutualTlsWith } from './mutual-tls.js';
import type { RoutedGateway } from './routed-gateway.js';
import { ServiceUrls } from './service-urls.js';
import { CrossHostSignIn } from './sign-in/cross-host-sign-in.js';
import { TraefikDoors } from './traefik/traefik-doors.js';
import { TraefikGateway } from './traefik/traefik-gateway.js';

@Global()
@Module({
  imports: [AccessModule, AuthModule, SigningModule],
  providers: [
    { provide: ServiceUrls, inject: [Settings], useFactory: ({ addresses }: Settings) => new ServiceUrls(addresses) },
    CrossHostSignIn,
    {
      provide: Gateway,
      inject: [Settings, AccessPolicy, ServiceUrls, CrossHostSignIn, ProbePass],
      useFactory: (
        { traefikEnabled, frontDoor, http }: Settings,
        accessPolicy: AccessPolicy,
        serviceUrls: ServiceUrls,
        signIn: CrossHostSignIn,
        probePass: ProbePass,
      ): RoutedGateway =>
        traefikEnabled
          ? new TraefikGateway(frontDoor, doorsOf(frontDoor), accessPolicy, serviceUrls, signIn, probePass)
          : new EmbeddedGateway(trustOf(http.trustedProxies), accessPolicy, serviceUrls, signIn),
    },
    { provide: HttpEntry, inject: [Gateway], useFactory: ({ entry }: RoutedGateway) => entry },
  ],
  exports: [CrossHostSignIn, Gateway, HttpEntry, ServiceUrls],
})
export class GatewayModule {
  constructor(gateway: Gateway, revoked: RevokedSessions) {
    revoked.onRevoked((sessionId) => {
      gateway.closeResponsesOf(sessionId);
    });
  }
}

/** The certificate of every Traefik that takes requests from us has this name. */
const TRAEFIK_NAME = 'traefik';

const doorsOf = ({ url, relay }: Settings['frontDoor']): TraefikDoors =>
  new TraefikDoors(url, relay && { port: relay.port, tls: mutualTlsWith(TRAEFIK_NAME, relay.folder) });
