import type { EntityManager } from 'typeorm';

type Hook<Subject> = (subject: Subject, manager: EntityManager) => Promise<void>;

/**
 * What other modules have to do in the same transaction when something happens, such as ending share links when their
 * container is removed. They register here: the module in which it happens must not import them.
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
