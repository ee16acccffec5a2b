import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { MailRulesEffect, MailRulesTrial as Trial } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { nameOf } from '../users/name-of.js';
import { MailRules } from './mail-rules.js';

const MOST_NAMED = 20;
/** As many rules with as many `*` as fit into a request take a third of a millisecond for one account. */
const ACCOUNTS_A_TURN = 100;

interface Account {
  readonly id: number;
  readonly email: string;
  readonly displayName: string | null;
}

/** What mail rules would do, before they are saved. */
@Injectable()
export class MailRulesTrial {
  constructor(private readonly dataSource: DataSource) {}

  async run({ rules, default_effect, email }: Trial): Promise<MailRulesEffect> {
    const compared = new MailRules(rules, default_effect);
    const accounts = await this.dataSource.query<Account[]>(
      'SELECT id, email, display_name AS "displayName" FROM users WHERE email IS NOT NULL AND deleted_at IS NULL ORDER BY id',
    );
    const people = rules.map(() => 0);
    const shutOut: Account[] = [];
    for (const [index, account] of accounts.entries()) {
      // Else nobody would be served meanwhile, for seconds where there are many accounts.
      if (index % ACCOUNTS_A_TURN === 0) await nextTurn();
      const { effect, rule } = compared.decide(account.email);
      if (rule !== null) people[rule] = (people[rule] ?? 0) + 1;
      if (effect === 'deny') shutOut.push(account);
    }
    return {
      tried: email === undefined ? null : compared.decide(email),
      people,
      shut_out: {
        total: shutOut.length,
        people: shutOut.slice(0, MOST_NAMED).map((account) => ({ id: account.id, name: nameOf(account) })),
      },
    };
  }
}
