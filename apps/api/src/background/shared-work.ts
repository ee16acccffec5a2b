interface Work<P> {
  readonly done: Promise<void>;
  readonly listeners: Set<(progress: P) => void>;
  last: P | null;
}

/** Runs the work of one name at most once at a time; further callers share its progress and its end. */
export class SharedWork<P> {
  private readonly inProgress = new Map<string, Work<P>>();

  async join(
    name: string,
    onProgress: (progress: P) => void,
    begin: (report: (progress: P) => void) => Promise<void>,
  ): Promise<void> {
    const work = this.inProgress.get(name) ?? this.begin(name, begin);
    work.listeners.add(onProgress);
    if (work.last) onProgress(work.last);
    try {
      await work.done;
    } finally {
      work.listeners.delete(onProgress);
    }
  }

  /** Resolves when no work is in progress. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.inProgress.values()].map(({ done }) => done));
  }

  private begin(name: string, begin: (report: (progress: P) => void) => Promise<void>): Work<P> {
    const listeners = new Set<(progress: P) => void>();
    const report = (progress: P): void => {
      work.last = progress;
      for (const listener of listeners) listener(progress);
    };
    const work: Work<P> = {
      listeners,
      last: null,
      // In a later microtask: `report` needs `work`, which this expression creates.
      done: Promise.resolve()
        .then(() => begin(report))
        .finally(() => this.inProgress.delete(name)),
    };
    this.inProgress.set(name, work);
    return work;
  }
}
