interface Work<P> {
  readonly done: Promise<void>;
  readonly listeners: Set<(progress: P) => void>;
  last: P | null;
}

/** Does the work of one name at most once at a time; all who ask for it meanwhile hear of its progress and its end. */
export class SharedWork<P> {
  private readonly underWay = new Map<string, Work<P>>();

  async join(
    name: string,
    onProgress: (progress: P) => void,
    begin: (tell: (progress: P) => void) => Promise<void>,
  ): Promise<void> {
    const work = this.underWay.get(name) ?? this.begin(name, begin);
    work.listeners.add(onProgress);
    if (work.last) onProgress(work.last);
    try {
      await work.done;
    } finally {
      work.listeners.delete(onProgress);
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.underWay.values()].map(({ done }) => done));
  }

  private begin(name: string, begin: (tell: (progress: P) => void) => Promise<void>): Work<P> {
    const listeners = new Set<(progress: P) => void>();
    const tell = (progress: P): void => {
      work.last = progress;
      for (const listener of listeners) listener(progress);
    };
    const work: Work<P> = {
      listeners,
      last: null,
      // Begun a moment later, when `work` is there to be told of.
      done: Promise.resolve()
        .then(() => begin(tell))
        .finally(() => this.underWay.delete(name)),
    };
    this.underWay.set(name, work);
    return work;
  }
}
