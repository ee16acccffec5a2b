import { Injectable } from '@nestjs/common';
import type { MailEffect, RegistrationInfo } from '@spawner/contracts';
import { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { Admins } from '../users/admins.js';
import { MailRules } from './mail-rules.js';
import { SetupCode } from './setup-code.js';
import { StoredMailRules } from './stored-mail-rules.js';

/** Who may register. Knows addresses only: what it answers says nothing of the accounts that exist. */
@Injectable()
export class RegistrationPolicy {
  constructor(
    private readonly rules: StoredMailRules,
    private readonly setupCode: SetupCode,
    private readonly installation: InstallationSettings,
    private readonly settings: Settings,
    private readonly admins: Admins,
  ) {}

  get info(): RegistrationInfo {
    return {
      mode: this.installation.get('registration'),
      hint: this.installation.get('registration_hint') || null,
      setup_code: this.setupCode.needed,
    };
  }

  /**
   * Before a sign-up, and regardless of whether the address has an account.
   * @returns whether the person has shown the setup code
   * @throws AppError `registration_closed`, `mail_not_allowed`, `setup_code_needed`, `setup_code_wrong`
   */
  async admit(email: string, setupCode: string | undefined): Promise<boolean> {
    if (this.setupCode.needed) {
      if (setupCode === undefined) throw new AppError('setup_code_needed');
      if (!(await this.setupCode.matches(setupCode))) throw new AppError('setup_code_wrong');
      return true;
    }
    await this.effectOf(email);
    return false;
  }

  /** @throws AppError `registration_closed`, `mail_not_allowed`, `setup_code_needed` */
  async effectOf(email: string): Promise<Exclude<MailEffect, 'deny'>> {
    if (this.setupCode.needed) throw new AppError('setup_code_needed');
    if (this.mayBecomeFirstAdmin(email)) return 'allow';
    const mode = this.installation.get('registration');
    if (mode === 'open') return 'allow';
    if (mode !== 'rules') throw new AppError('registration_closed', this.hint);
    const { effect } = (await this.mailRules()).decide(email);
    if (effect === 'deny') throw new AppError('mail_not_allowed', this.hint);
    return effect;
  }

  /** As they are stored, whether or not they are in force. */
  async mailRules(): Promise<MailRules> {
    const { rules } = await this.rules.read();
    return new MailRules(rules, this.installation.get('default_mail_effect'));
  }

  /** Also where nobody else may register: otherwise nobody could ever change that. */
  private mayBecomeFirstAdmin(email: string): boolean {
    const { by, emails } = this.settings.firstAdmin;
    return this.admins.none && (by === 'first' || emails.includes(email));
  }

  private get hint() {
    const hint = this.installation.get('registration_hint');
    return { hint: hint && `${hint.replace(/[^.!?]$/, '$&.')} ` };
  }
}
