import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { containerName, type ContainerRef } from '../container-ref/container-ref.js';
import { Admission } from '../containers/admission/admission.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';

/** Stops paused containers whose places others wait for. Their files stay, and a click or a visit brings them back. */
@Injectable()
export class RoomMaker implements OnModuleInit {
  private readonly logger = new Logger(RoomMaker.name);

  constructor(
    private readonly admission: Admission,
    private readonly operations: OperationSchedule,
    private readonly rows: UserContainerRepository,
  ) {}

  onModuleInit(): void {
    this.admission.makeRoomWith((containers) => {
      for (const ref of containers) {
        this.operations
          .submitIfFree(ref, 'make_room', () => this.isPaused(ref))
          .catch((error: unknown) => {
            this.logger.warn({ err: error }, `could not stop ${containerName(ref)} to make room`);
          });
      }
    });
  }

  /** It may have been woken since. */
  private async isPaused(ref: ContainerRef): Promise<boolean> {
    return (await this.rows.find(ref))?.status === 'paused';
  }
}
