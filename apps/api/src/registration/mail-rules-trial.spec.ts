import { expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { MailRulesTrial } from './mail-rules-trial.js';

it('trial with many accounts: other work gets turns in between', async () => {
  const accounts = Array.from({ length: 5000 }, (_, id) => ({
    id,
    email: `p${String(id)}@x.example`,
    displayName: null,
  }));
  const trial = new MailRulesTrial({ query: () => Promise.resolve(accounts) } as unknown as DataSource);
  let turns = 0;
  let isOver = false;
  const take = (): void => {
    turns += 1;
    if (!isOver) setImmediate(take);
  };
  take();
  const effect = await trial.run({ rules: [], default_effect: 'deny' });
  isOver = true;
  expect(effect.shut_out.total).toBe(5000);
  expect(turns).toBeGreaterThan(5);
});
