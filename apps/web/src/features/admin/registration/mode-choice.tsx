import type { RegistrationMode } from '@spawner/contracts';
import { clsx } from 'clsx';
import { DoorClosed, DoorOpen, ListChecks, type LucideIcon, MailOpen } from 'lucide-react';
import { useId } from 'react';
import { useRegistrationTexts } from './texts/use-registration-texts.js';

const modes = [
  ['open', DoorOpen],
  ['rules', ListChecks],
  ['invitation', MailOpen],
  ['closed', DoorClosed],
] as const satisfies readonly (readonly [RegistrationMode, LucideIcon])[];

interface ModeChoiceProps {
  value: RegistrationMode;
  disabled: boolean;
  onChange: (mode: RegistrationMode) => void;
}

/** Native radio buttons as cards. */
export function ModeChoice({ value, disabled, onChange }: ModeChoiceProps) {
  const text = useRegistrationTexts();
  const name = useId();
  return (
    <fieldset disabled={disabled} className="grid gap-3 sm:grid-cols-2">
      <legend className="sr-only">{text('mode.title')}</legend>
      {modes.map(([mode, Icon]) => (
        <label
          key={mode}
          className={clsx(
            'relative flex gap-3 rounded-xl border p-4 shadow-xs transition-colors',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring',
            value === mode ? 'border-primary bg-accent/40' : 'bg-card',
            disabled ? 'opacity-70' : 'cursor-pointer hover:border-ring/60',
          )}
        >
          <input
            type="radio"
            name={name}
            value={mode}
            aria-label={text(`mode.${mode}`)}
            aria-describedby={`${name}-${mode}`}
            checked={value === mode}
            onChange={() => onChange(mode)}
            className="mt-0.5 size-4 shrink-0 accent-primary outline-none"
          />
          <span className="grid gap-0.5 text-sm">
            <span className="font-medium">{text(`mode.${mode}`)}</span>
            <span id={`${name}-${mode}`} className="text-muted-foreground">
              {text(`mode.${mode}Text`)}
            </span>
          </span>
          <Icon className="ml-auto size-4 shrink-0 text-muted-foreground" aria-hidden />
        </label>
      ))}
    </fieldset>
  );
}
