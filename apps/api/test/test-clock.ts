import { Clock } from '../src/background/clock.js';

/** A clock that a test can put forward. */
export class TestClock extends Clock {
  private ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  forward(seconds: number): void {
    this.ahead += seconds * 1000;
  }

  /** To where limits per minute are counted from zero. */
  forwardToNextMinute(): void {
    this.ahead += 60_000 - (this.now().getTime() % 60_000);
  }
}
