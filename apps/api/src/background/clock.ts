import { Injectable } from '@nestjs/common';

/** The time. Tests replace it. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
