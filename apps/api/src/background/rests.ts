/** Rests after work that is much for others, so many times as long as the work has taken, but no longer than `mostMs`. */
export class Rests {
  private until = 0;

  constructor(
    private readonly factor: number,
    private readonly mostMs = Infinity,
  ) {}

  get now(): boolean {
    return performance.now() < this.until;
  }

  async after<T>(work: Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await work;
    } finally {
      const ended = performance.now();
      this.until = ended + Math.min(this.mostMs, this.factor * (ended - began));
    }
  }
}
