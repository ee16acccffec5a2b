import { type ComponentProps, useState } from 'react';
import { FieldError } from '../../../components/ui/field-error.js';
import { Input } from '../../../components/ui/input.js';

type NumberInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  value: number | null;
  unit: string;
  /** Which numbers are possible. */
  fault: string;
  /** Null: empty. The browser knows what is invalid: see `findInvalid`. */
  onChange: (value: number | null) => void;
};

export function NumberInput({ value, unit, fault, onChange, ...props }: NumberInputProps) {
  const [isFaulty, setFaulty] = useState(false);
  const described = props['aria-describedby'];
  const faultId = `${props.id ?? ''}-fault`;
  return (
    <div className="grid gap-1.5">
      <span className="flex items-center gap-2">
        <Input
          {...props}
          type="number"
          inputMode="decimal"
          aria-invalid={isFaulty}
          aria-describedby={[described, isFaulty && faultId].filter(Boolean).join(' ')}
          className="min-w-0 tabular-nums"
          value={value ?? ''}
          onInvalid={(event) => {
            event.preventDefault();
            setFaulty(true);
          }}
          onBlur={({ currentTarget }) => setFaulty(!currentTarget.validity.valid)}
          onChange={({ currentTarget }) => {
            if (currentTarget.validity.valid) setFaulty(false);
            onChange(currentTarget.value === '' ? null : currentTarget.valueAsNumber);
          }}
        />
        <span className="w-20 shrink-0 text-sm text-muted-foreground">{unit}</span>
      </span>
      <FieldError id={faultId} error={isFaulty ? fault : null} />
    </div>
  );
}

/** Shows what is wrong at each field that is, and moves the focus to the first. */
export function findInvalid(form: HTMLElement): boolean {
  const fields = [...form.querySelectorAll('input')].filter((field) => !field.checkValidity());
  fields[0]?.focus();
  return fields.length > 0;
}
