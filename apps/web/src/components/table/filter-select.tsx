import { clsx } from 'clsx';
import { Select } from '../ui/select.js';

interface FilterSelectProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  className?: string;
}

/** A filter with its label in front of the choice: "Rolle: alle". */
export function FilterSelect<T extends string>({ label, value, options, onChange, className }: FilterSelectProps<T>) {
  return (
    <label className={clsx('grid gap-1 text-xs font-medium text-muted-foreground max-sm:flex-1', className)}>
      {label}
      <Select
        className="text-foreground font-normal sm:min-w-32"
        value={value}
        onChange={({ target }) => onChange(target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </label>
  );
}
