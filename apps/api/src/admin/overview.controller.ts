import { Controller } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints, type Overview as OverviewAnswer } from '@spawner/contracts';
import { Serves } from '../http/serves.decorator.js';
import { Overview } from './overview.js';

@ApiBearerAuth()
@Controller()
export class OverviewController {
  constructor(private readonly overview: Overview) {}

  @Serves(endpoints.overview)
  read(): Promise<OverviewAnswer> {
    return this.overview.read();
  }
}
