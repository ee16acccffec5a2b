import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { Gateway } from '../gateway/gateway.js';

/** A request for a paused or stopped container launches it, as the dashboard's button does. */
@Injectable()
export class WakeOnRequest implements OnModuleInit {
  constructor(
    private readonly gateway: Gateway,
    private readonly operations: OperationSchedule,
  ) {}

  onModuleInit(): void {
    this.gateway.wakeWith(async (ref) => {
      await this.operations.submit(ref, 'launch');
    });
  }
}
