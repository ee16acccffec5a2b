import type { MailEffect } from '@spawner/contracts';
import { Select } from '../../../../components/ui/select.js';
import { useRegistrationTexts } from '../texts/use-registration-texts.js';

const effects = ['allow', 'deny', 'ask'] as const satisfies readonly MailEffect[];

interface EffectSelectProps {
  label: string;
  value: MailEffect;
  disabled?: boolean;
  onChange: (effect: MailEffect) => void;
}

export function EffectSelect({ label, value, disabled = false, onChange }: EffectSelectProps) {
  const text = useRegistrationTexts();
  return (
    <Select
      aria-label={label}
      className="min-w-28 flex-1 md:w-40 md:flex-none"
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value as MailEffect)}
    >
      {effects.map((effect) => (
        <option key={effect} value={effect}>
          {text(`effects.${effect}`)}
        </option>
      ))}
    </Select>
  );
}
