/** A pointer rests on a button without a click now and then. */
const FREE = 3;
const LONGEST_MS = 3_600_000;

/** After some preparations in a row that were not used, a user gets the next only after a wait that doubles each time. */
export class UnusedPreparations {
  private readonly users = new Map<number, { readonly count: number; readonly until: number }>();

  constructor(private readonly firstMs: number) {}

  allow(userId: number): boolean {
    return Date.now() >= (this.users.get(userId)?.until ?? 0);
  }

  add(userId: number): void {
    const count = (this.users.get(userId)?.count ?? 0) + 1;
    const wait = count < FREE ? 0 : Math.min(this.firstMs * 2 ** (count - FREE), LONGEST_MS);
    this.users.set(userId, { count, until: Date.now() + wait });
  }

  forget(userId: number): void {
    this.users.delete(userId);
  }
}
