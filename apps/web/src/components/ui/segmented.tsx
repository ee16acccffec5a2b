import { clsx } from 'clsx';
import { type ReactNode, useId } from 'react';

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; content: ReactNode }[];
  onChange: (value: T) => void;
}

/** A small choice as native radio buttons: arrow keys and announcements come with them. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="flex rounded-lg border bg-card/80 p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          title={option.label}
          className={clsx(
            'relative grid h-11 min-w-10 cursor-pointer place-items-center rounded-md px-2 text-xs font-medium transition-colors md:h-7 md:min-w-8 [&_svg]:size-4',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring',
            value === option.value ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
          )}
        >
          <input
            type="radio"
            name={name}
            aria-label={option.label}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.content}
        </label>
      ))}
    </fieldset>
  );
}
