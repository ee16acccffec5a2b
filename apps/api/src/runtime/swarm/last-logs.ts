/** As many as a log is read for at most. */
const LINES = 500;
const INSTANCES = 200;

/**
 * The last lines of instances that were stopped by this process: managers remove the container of a service that is stopped,
 * and its log with it. Of the instances that were stopped last.
 */
export class LastLogs {
  private readonly lines = new Map<string, readonly string[]>();

  static readonly length = LINES;

  keep(id: string, lines: readonly string[]): void {
    this.lines.delete(id);
    this.lines.set(id, lines);
    const [oldest] = this.lines.keys();
    if (this.lines.size > INSTANCES && oldest !== undefined) this.lines.delete(oldest);
  }

  of(id: string, lines: number): string[] {
    return this.lines.get(id)?.slice(-lines) ?? [];
  }

  forget(id: string): void {
    this.lines.delete(id);
  }
}
