import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { EmbeddedGateway } from './embedded/embedded-gateway.js';
import type { EmbeddedProxy } from './embedded/embedded-proxy.js';
import { Gateway } from './gateway.js';
import { TraefikGateway } from './traefik/traefik-gateway.js';

@Global()
@Module({})
export class GatewayModule {
  /** @param proxy the one in front of the framework; null where Traefik serves */
  static with(proxy: EmbeddedProxy | null): DynamicModule {
    return {
      module: GatewayModule,
      providers: [
        {
          provide: Gateway,
          inject: [Settings],
          useFactory: (settings: Settings): Gateway =>
            proxy ? new EmbeddedGateway(proxy) : new TraefikGateway(settings.frontDoor),
        },
      ],
      exports: [Gateway],
    };
  }
}
