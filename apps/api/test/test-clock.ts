import { Clock } from '../src/background/clock.js';

/** Runs like any clock, and can be put forward. */
export class TestClock extends Clock {
  private ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  forward(seconds: number): void {
    this.ahead += seconds * 1000;
  }

  /** Where what is counted by the minute begins anew. */
  forwardToNextMinute(): void {
    this.ahead += 60_000 - (this.now().getTime() % 60_000);
  }
}
