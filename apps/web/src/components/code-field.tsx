import { SHORT_CODE, shortCodeOf, shownCode } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { type ComponentProps, useId } from 'react';
import { FieldError } from './ui/field-error.js';

const LENGTH = 8;

interface CodeFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  label: string;
  hint?: string;
  error: string | null;
  value: string;
  /** The letters alone, as they are meant: without hyphen, O as 0, I and L as 1. */
  onCode: (code: string) => void;
  /** Called when the last letter is typed. */
  onFull?: () => void;
}

export const isCode = (code: string): boolean => SHORT_CODE.test(code);

/** A code of eight letters, large enough to compare it with what is on paper. */
export function CodeField({ label, hint, error, value, onCode, onFull, className, ...input }: CodeFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        autoCapitalize="characters"
        autoCorrect="off"
        spellCheck={false}
        aria-invalid={error !== null}
        aria-describedby={`${id}-hint ${id}-error`}
        placeholder="····-····"
        value={value.length > 4 ? shownCode(value) : value}
        onChange={({ target }) => {
          const code = shortCodeOf(target.value).slice(0, LENGTH);
          onCode(code);
          if (code.length === LENGTH && value.length < LENGTH) onFull?.();
        }}
        className={clsx(
          'focus-ring h-16 w-full rounded-xl border border-input bg-card px-4 text-center font-mono text-3xl tracking-[0.12em] tabular-nums shadow-xs',
          'placeholder:text-muted-foreground/50 hover:border-ring/60 focus-visible:border-ring aria-invalid:border-danger',
          className,
        )}
        {...input}
      />
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted-foreground">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}
