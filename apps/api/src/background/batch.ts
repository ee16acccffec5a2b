interface Lookup<K, V> {
  readonly keys: Set<K>;
  readonly found: Promise<ReadonlyMap<K, V>>;
}

/**
 * Looks up together what is requested within one turn of the event loop. Nobody waits for a lookup of others to end, and each
 * lookup begins after its requests: it sees what they have seen before.
 */
export class Batch<K, V> {
  private next: Lookup<K, V> | null = null;

  /** @param most keys of one lookup */
  constructor(
    private readonly most: number,
    private readonly lookUp: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  ) {}

  async find(key: K): Promise<V | undefined> {
    if (!this.next || this.next.keys.size >= this.most) this.next = this.begin();
    this.next.keys.add(key);
    return (await this.next.found).get(key);
  }

  private begin(): Lookup<K, V> {
    const keys = new Set<K>();
    const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.next = null;
      return this.lookUp([...keys]);
    });
    return { keys, found };
  }
}
