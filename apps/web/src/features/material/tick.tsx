import { type ReactNode, useId } from 'react';
import { Checkbox } from '../../components/ui/checkbox.js';

interface TickProps {
  label: string;
  text?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** A checkbox with what it means below. */
export function Tick({ label, text, checked, onChange }: TickProps) {
  const id = useId();
  return (
    <div className="grid gap-1 text-sm">
      <label className="flex items-center gap-3 py-1">
        <Checkbox
          checked={checked}
          aria-describedby={text === undefined ? undefined : id}
          onChange={({ target }) => onChange(target.checked)}
        />
        {label}
      </label>
      {text !== undefined && (
        <p id={id} className="pl-7.5 text-muted-foreground">
          {text}
        </p>
      )}
    </div>
  );
}
