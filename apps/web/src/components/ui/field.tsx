import { type ComponentProps, useId } from 'react';
import { FieldError } from './field-error.js';
import { Input } from './input.js';

type FieldProps = ComponentProps<'input'> & { label: string; error: string | null };

/** A labelled input with its error message. The form moves the focus here, which reads out the message: see focusFirstError. */
export function Field({ label, error, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <Input id={id} aria-invalid={error !== null} aria-describedby={`${id}-error`} {...input} />
      <FieldError id={`${id}-error`} error={error} className="min-h-5" />
    </div>
  );
}
