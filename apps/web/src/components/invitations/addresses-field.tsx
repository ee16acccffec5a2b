import { useId } from 'react';
import { FieldError } from '../ui/field-error.js';
import { TextArea } from '../ui/text-area.js';
import { useInvitingTexts } from './texts/use-inviting-texts.js';

interface AddressesFieldProps {
  value: string;
  onChange: (addresses: string) => void;
  /** None of them can be invited. */
  isWrong: boolean;
}

/** Mail addresses as pasted. */
export function AddressesField({ value, onChange, isWrong }: AddressesFieldProps) {
  const text = useInvitingTexts();
  const id = useId();
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="text-sm font-medium">
        {text('addresses')}
      </label>
      <TextArea
        id={id}
        autoFocus
        rows={4}
        maxLength={20_000}
        spellCheck={false}
        autoCapitalize="none"
        aria-describedby={`${id}-text ${id}-error`}
        aria-invalid={isWrong}
        placeholder={text('placeholder')}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <p id={`${id}-text`} className="text-xs text-muted-foreground">
        {text('hint')}
      </p>
      <FieldError id={`${id}-error`} error={isWrong ? text('missing') : null} />
    </div>
  );
}
