import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { containerName, type ContainerRef } from '../container-ref/container-ref.js';
import { Admission } from '../containers/admission/admission.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { Gateway } from '../gateway/gateway.js';

/**
 * Stops paused containers whose places others wait for. Their files stay, and a click or a visit brings them back. Those
 * with an open connection are spared, because the end of the container would end it: a WebSocket goes on when its container
 * wakes. Only the built-in gateway of this process can know of one: Traefik does not say which of its connections are open.
 */
@Injectable()
export class RoomMaker implements OnModuleInit {
  private readonly logger = new Logger(RoomMaker.name);

  constructor(
    private readonly admission: Admission,
    private readonly operations: OperationSchedule,
    private readonly rows: UserContainerRepository,
    private readonly gateway: Gateway,
  ) {}

  onModuleInit(): void {
    this.admission.makeRoomWith({
      spares: (ref) => this.gateway.isConnected(ref),
      stop: (containers) => {
        for (const ref of containers) this.stop(ref);
      },
    });
  }

  private stop(ref: ContainerRef): void {
    this.operations
      .submitIfFree(ref, 'make_room', () => this.isPaused(ref))
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, `could not stop ${containerName(ref)} to make room`);
      });
  }

  /** It may have been woken since. */
  private async isPaused(ref: ContainerRef): Promise<boolean> {
    return (await this.rows.find(ref))?.status === 'paused';
  }
}
