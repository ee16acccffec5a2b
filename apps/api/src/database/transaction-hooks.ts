import type { EntityManager } from 'typeorm';

type Hook<Subject> = (subject: Subject, manager: EntityManager) => Promise<void>;

/**
 * Work of other modules that belongs into the transaction of an event, such as ending share links when their container is
 * removed. The modules register it here, because the module of the event must not import them.
 */
export class TransactionHooks<Subject> {
  private readonly hooks: Hook<Subject>[] = [];

  add(hook: Hook<Subject>): void {
    this.hooks.push(hook);
  }

  /** One after the other, because a transaction has one connection. */
  async run(subject: Subject, manager: EntityManager): Promise<void> {
    for (const hook of this.hooks) await hook(subject, manager);
  }
}
