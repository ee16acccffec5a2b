import { Global, Module } from '@nestjs/common';
import { trustOf } from '../common/trusted-proxies.js';
import { Settings } from '../config/settings.js';
import { EmbeddedGateway } from './embedded/embedded-gateway.js';
import { Front } from './front/front.js';
import { Gateway } from './gateway.js';
import { TraefikGateway } from './traefik/traefik-gateway.js';

type FrontGateway = Gateway & { readonly front: Front };

@Global()
@Module({
  providers: [
    {
      provide: Gateway,
      inject: [Settings],
      useFactory: (settings: Settings): FrontGateway =>
        settings.traefikEnabled
          ? new TraefikGateway(settings.frontDoor)
          : new EmbeddedGateway(trustOf(settings.http.trustedProxies)),
    },
    { provide: Front, inject: [Gateway], useFactory: ({ front }: FrontGateway) => front },
  ],
  exports: [Gateway, Front],
})
export class GatewayModule {}
