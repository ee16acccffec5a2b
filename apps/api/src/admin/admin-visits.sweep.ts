import { Injectable } from '@nestjs/common';
import { Loop } from '../background/loop.js';
import { AdminVisits } from './admin-visits.js';

/** So long a stream that an admin has open may outlast the visit. */
const LOOK_MS = 10_000;

@Injectable()
export class AdminVisitsSweep extends Loop {
  constructor(private readonly visits: AdminVisits) {
    super(LOOK_MS);
  }

  sweep(): Promise<void> {
    return this.visits.sweep();
  }
}
