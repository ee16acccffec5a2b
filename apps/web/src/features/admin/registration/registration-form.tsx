import type { SettingsResponse, StoredMailRules } from '@spawner/contracts';
import { readAddress } from '@spawner/contracts/values';
import { useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Section } from '../../../components/section.js';
import { Alert } from '../../../components/ui/alert.js';
import { Button } from '../../../components/ui/button.js';
import { Input } from '../../../components/ui/input.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useSettled } from '../../../lib/use-settled.js';
import { LockedNote } from '../forms/locked-note.js';
import { SaveBar } from '../forms/save-bar.js';
import { useChangeSettings } from '../settings/settings.query.js';
import { useSettingsDraft } from '../settings/use-settings-draft.js';
import { type MailRulesTrial, useMailRulesEffect, useSaveMailRules } from './mail-rules.query.js';
import { ModeChoice } from './mode-choice.js';
import { draftOf, type DraftRule, refusesNobody, rulesOf } from './rules/draft-rule.js';
import { RuleList } from './rules/rule-list.js';
import { ShutOutNotice } from './rules/shut-out-notice.js';
import { Trial } from './rules/trial.js';
import { useRegistrationTexts } from './texts/use-registration-texts.js';

const SETTLED_MS = 400;

interface RegistrationFormProps {
  settings: SettingsResponse;
  storedRules: StoredMailRules;
  onReload: () => Promise<unknown>;
}

/** Who may register: the mode, the rules and the hint. Saved together, the rules first. */
export function RegistrationForm({ settings, storedRules, onReload }: RegistrationFormProps) {
  const text = useRegistrationTexts();
  const form = useRef<HTMLDivElement>(null);
  const hint = useId();
  const draft = useSettingsDraft(settings);
  const [typedRules, setTypedRules] = useState<DraftRule[] | null>(null);
  const [email, setEmail] = useState('');
  const [showsFaults, setShowsFaults] = useState(false);
  const saveRules = useSaveMailRules();
  const changeSettings = useChangeSettings();

  const rules = typedRules ?? draftOf(storedRules);
  const valid = rulesOf(rules);
  const areRulesDirty = typedRules !== null && JSON.stringify(valid) !== JSON.stringify(rulesOf(draftOf(storedRules)));
  const { registration: mode, default_mail_effect: defaultEffect, registration_hint: hintText } = draft.values;
  const address = readAddress(email);
  const trial: MailRulesTrial | null =
    mode === 'rules' && valid
      ? { rules: valid, default_effect: defaultEffect, ...(address.fault === null && { email: address.email }) }
      : null;
  const settled = useSettled(JSON.stringify(trial), SETTLED_MS);
  const { data: effect } = useMailRulesEffect(JSON.parse(settled) as MailRulesTrial | null);
  const isCurrent = settled === JSON.stringify(trial);

  const save = async () => {
    if (!valid) {
      flushSync(() => setShowsFaults(true));
      if (form.current) focusFirstError(form.current);
      return;
    }
    if (areRulesDirty) await saveRules.mutateAsync({ rules: valid, version: storedRules.version });
    setTypedRules(null);
    if (draft.isDirty) await changeSettings.mutateAsync({ version: settings.version, values: draft.changed });
  };
  const forget = () => {
    saveRules.reset();
    changeSettings.reset();
  };
  return (
    <div ref={form} className="grid gap-8">
      <Section title={text('mode.title')} text={text('mode.text')}>
        <ModeChoice
          value={mode}
          disabled={'registration' in settings.locked}
          onChange={(chosen) => draft.set('registration', chosen)}
        />
        {settings.locked.registration && <LockedNote variable={settings.locked.registration} />}
        {mode !== 'open' && (
          <div className="grid gap-2">
            <label htmlFor={hint} className="text-sm font-medium">
              {text('hint.label')}
            </label>
            <Input
              id={hint}
              aria-describedby={`${hint}-text`}
              maxLength={200}
              placeholder={text('hint.placeholder')}
              disabled={'registration_hint' in settings.locked}
              value={hintText}
              onChange={(event) => draft.set('registration_hint', event.target.value)}
            />
            <p id={`${hint}-text`} className="text-sm text-muted-foreground">
              {text('hint.text')}
            </p>
            {settings.locked.registration_hint && <LockedNote variable={settings.locked.registration_hint} />}
          </div>
        )}
      </Section>
      {mode === 'rules' && (
        <Section title={text('rules.title')} text={`${text('rules.text')} ${text('rules.grammar')}`}>
          {refusesNobody(rules, defaultEffect) && (
            <Alert tone="warning" role="note" title={text('rules.neverDenies')}>
              <p className="text-muted-foreground">{text('rules.neverDeniesText')}</p>
              {!settings.locked.default_mail_effect && (
                <Button
                  variant="outline"
                  size="compact"
                  className="mt-1 justify-self-start"
                  onClick={() => draft.set('default_mail_effect', 'deny')}
                >
                  {text('rules.neverDeniesFix')}
                </Button>
              )}
            </Alert>
          )}
          <RuleList
            rules={rules}
            defaultEffect={defaultEffect}
            locked={settings.locked.default_mail_effect}
            people={isCurrent ? (effect?.people ?? null) : null}
            showsFaults={showsFaults}
            onChange={setTypedRules}
            onDefaultChange={(chosen) => draft.set('default_mail_effect', chosen)}
          />
          {effect && valid && (areRulesDirty || draft.isDirty) && <ShutOutNotice shutOut={effect.shut_out} />}
          <Trial
            email={email}
            onChange={setEmail}
            rules={rules}
            tried={isCurrent ? effect?.tried : undefined}
            isFaulty={valid === null}
          />
        </Section>
      )}
      <SaveBar
        isDirty={draft.isDirty || areRulesDirty}
        isSaving={saveRules.isPending || changeSettings.isPending}
        isSaved={saveRules.isSuccess || changeSettings.isSuccess}
        error={saveRules.error ?? changeSettings.error}
        // Each failure is shown by the bar.
        onSave={() => void save().catch(() => undefined)}
        onDiscard={() => {
          draft.discard();
          setTypedRules(null);
          setShowsFaults(false);
          forget();
        }}
        onReload={() => onReload().then(forget)}
      />
    </div>
  );
}
