import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ContainerOperations } from '../containers/operations/container-operations.js';
import { Gateway } from '../gateway/gateway.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** A resting container that somebody opens comes back, in the same way as by a click on its card. */
@Injectable()
export class WakeOnRequest implements OnModuleInit {
  constructor(
    private readonly gateway: Gateway,
    private readonly operations: ContainerOperations,
    private readonly catalogue: TemplateCatalogue,
  ) {}

  onModuleInit(): void {
    this.gateway.wakeWith(async (route) => {
      await this.operations.launch(route, this.catalogue.get(route.type));
    });
  }
}
