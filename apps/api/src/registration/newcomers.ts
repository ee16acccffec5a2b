import { Injectable } from '@nestjs/common';
import type { Role } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { hashOf } from '../signing/secret.js';
import { RegistrationPolicy } from './registration-policy.js';
import { SetupCode } from './setup-code.js';

interface Newcomer {
  readonly id: number;
  readonly email: string;
  readonly role: Role;
  readonly isNew: boolean;
}

/** The moment at which a person has proved their address: the registration counts from then on. */
@Injectable()
export class Newcomers {
  constructor(
    private readonly policy: RegistrationPolicy,
    private readonly setupCode: SetupCode,
    private readonly settings: Settings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * At each login by mail. The rules are checked again for a new account: it may have been requested under other ones, or by
   * a request to log in, which checks none.
   * @throws AppError `registration_closed`, `mail_not_allowed`, `setup_code_needed`
   */
  async confirm(userId: number, bySetupCode: boolean, from: string, manager: EntityManager): Promise<void> {
    const newcomer = await this.verify(userId, bySetupCode, manager);
    if (!newcomer) return;
    const grant = await this.adminBy(newcomer, bySetupCode, manager);
    if (grant) await this.makeAdmin(newcomer, grant, from, manager);
    // Who had the operator's code is let in, also where somebody else was faster to become admin.
    else if (newcomer.isNew && newcomer.role !== 'admin' && !bySetupCode) await this.applyRules(newcomer, manager);
  }

  /** Null where nothing can be left to do: in one statement for everybody who is not new. */
  private async verify(userId: number, bySetupCode: boolean, manager: EntityManager): Promise<Newcomer | null> {
    const [[verified]] = await manager.query<[Omit<Newcomer, 'isNew'>[], number]>(
      `UPDATE users SET state = 'verified' WHERE id = $1 AND state = 'registered' RETURNING id, email, role`,
      [userId],
    );
    if (verified) return { ...verified, isNew: true };
    if (this.settings.firstAdmin.by !== 'email' && !bySetupCode) return null;
    const [known] = await manager.query<Omit<Newcomer, 'isNew'>[]>('SELECT id, email, role FROM users WHERE id = $1', [
      userId,
    ]);
    return known ? { ...known, isNew: false } : null;
  }

  /**
   * Grants only. An address of ADMIN_EMAIL grants once, to a new account, and again while nobody is admin: whoever was
   * demoted later stays so, with another account too.
   */
  private async adminBy({ email, role, isNew }: Newcomer, bySetupCode: boolean, manager: EntityManager) {
    const isListed = this.settings.firstAdmin.emails.includes(email);
    const isUnused = isListed && (await isFirstUse(email, manager));
    if (role === 'admin') return null;
    if (bySetupCode && (await this.setupCode.use(manager))) return 'setup_code';
    if (!isListed) return null;
    return (isNew && isUnused) || (await nobodyIsAdmin(manager)) ? 'ADMIN_EMAIL' : null;
  }

  private async makeAdmin({ id, role }: Newcomer, by: string, from: string, manager: EntityManager): Promise<void> {
    await manager.query(`UPDATE users SET role = 'admin', approval = 'granted', version = version + 1 WHERE id = $1`, [
      id,
    ]);
    const facts = { from: role, to: 'admin', by };
    await this.audit.recordWith(manager, {
      action: 'role_changed',
      actor: id,

      about: id,
      subject: String(id),
      from,
      facts,
    });
  }

  private async applyRules({ id, email }: Newcomer, manager: EntityManager): Promise<void> {
    if ((await this.policy.effectOf(email)) === 'allow') return;
    await manager.query(`UPDATE users SET approval = 'waiting', approval_at = $2 WHERE id = $1`, [
      id,
      this.clock.now(),
    ]);
  }
}

/** Its hash is kept, because the account may be erased. */
async function isFirstUse(email: string, manager: EntityManager): Promise<boolean> {
  const [used] = await manager.query<unknown[]>(
    'INSERT INTO used_admin_email (hash) VALUES ($1) ON CONFLICT DO NOTHING RETURNING hash',
    [hashOf(email)],
  );
  return used !== undefined;
}

async function nobodyIsAdmin(manager: EntityManager): Promise<boolean> {
  const admins = await manager.query<unknown[]>(`SELECT FROM users WHERE role = 'admin' LIMIT 1`);
  return admins.length === 0;
}
