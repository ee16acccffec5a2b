import { Controller } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { type CapacityState, endpoints } from '@spawner/contracts';
import { Serves } from '../../http/serves.decorator.js';
import { Admission } from './admission.js';

@ApiBearerAuth()
@Controller()
export class CapacityController {
  constructor(private readonly admission: Admission) {}

  @Serves(endpoints.capacity)
  state(): Promise<CapacityState> {
    return this.admission.state();
  }
}
