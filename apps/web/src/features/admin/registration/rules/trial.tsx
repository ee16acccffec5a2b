import type { MailEffect, MailRulesEffect } from '@spawner/contracts';
import { readAddress } from '@spawner/contracts/values';
import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import { useId } from 'react';
import { Card } from '../../../../components/ui/card.js';
import { Input } from '../../../../components/ui/input.js';
import { useRegistrationTexts } from '../texts/use-registration-texts.js';
import type { DraftRule } from './draft-rule.js';

const looks = {
  allow: { Icon: CircleCheck, color: 'text-success' },
  deny: { Icon: CircleX, color: 'text-danger' },
  ask: { Icon: CircleHelp, color: 'text-warning' },
} as const satisfies Record<MailEffect, unknown>;

interface TrialProps {
  email: string;
  onChange: (email: string) => void;
  rules: readonly DraftRule[];
  /** Of the address as it was last sent; undefined while that is open. */
  tried: MailRulesEffect['tried'] | undefined;
  isFaulty: boolean;
}

/** What the rules say of an address, before they are saved. */
export function Trial({ email, onChange, rules, tried, isFaulty }: TrialProps) {
  const text = useRegistrationTexts();
  const id = useId();
  const isAddress = readAddress(email).fault === null;
  return (
    <Card className="grid gap-2 px-4 py-4 sm:px-5">
      <h3 className="font-medium">{text('trial.title')}</h3>
      <label htmlFor={id} className="sr-only">
        {text('trial.label')}
      </label>
      <Input
        id={id}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={text('trial.placeholder')}
        className="max-w-md"
        value={email}
        onChange={(event) => onChange(event.target.value)}
      />
      <p
        role="status"
        className="flex min-h-6 items-start gap-2 text-sm [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0"
      >
        {isFaulty && email !== '' && text('trial.faulty')}
        {!isFaulty && isAddress && tried && <Verdict tried={tried} rules={rules} />}
      </p>
    </Card>
  );
}

function Verdict({ tried, rules }: { tried: NonNullable<MailRulesEffect['tried']>; rules: readonly DraftRule[] }) {
  const text = useRegistrationTexts();
  const { Icon, color } = looks[tried.effect];
  const effect = text(`trial.results.${tried.effect}`);
  const pattern = tried.rule === null ? undefined : rules[tried.rule]?.pattern;
  return (
    <>
      <Icon className={color} aria-hidden />
      <span className="min-w-0 wrap-anywhere">
        {tried.rule === null || pattern === undefined
          ? text('trial.otherwise', { effect })
          : text('trial.rule', { number: tried.rule + 1, pattern, effect })}
      </span>
    </>
  );
}
