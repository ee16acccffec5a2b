import type { ComponentProps } from 'react';

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type'> {
  /** Some of what it stands for is chosen. */
  mixed?: boolean;
}

export function Checkbox({ mixed = false, ...props }: CheckboxProps) {
  return (
    <input
      type="checkbox"
      // No attribute of HTML sets it.
      ref={(box) => {
        if (box) box.indeterminate = mixed;
      }}
      className="focus-ring size-4.5 shrink-0 cursor-pointer accent-primary disabled:cursor-default"
      {...props}
    />
  );
}
