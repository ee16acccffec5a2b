import { Ellipsis, type LucideIcon } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from './button.js';

export const menuItemLook =
  'focus-ring flex h-11 w-full items-center gap-2.5 rounded-lg px-2.5 text-sm transition-colors hover:bg-muted ' +
  'md:h-10 [&_svg]:size-4 [&_svg]:text-muted-foreground';

interface MenuProps {
  label: string;
  describedBy: string;
  items: readonly { text: string; Icon: LucideIcon; onClick: () => void }[];
}

/** A native popover: Escape, a click beside it and the focus on its way back are the browser's work. */
export function Menu({ label, describedBy, items }: MenuProps) {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  // A dialog gives the focus back to where it was: not to an item that is hidden by then.
  const choose = (onClick: () => void) => {
    trigger.current?.focus();
    onClick();
  };
  return (
    <>
      <Button
        ref={trigger}
        variant="ghost"
        size="compact"
        popoverTarget={id}
        aria-describedby={describedBy}
        className="ml-auto"
      >
        <Ellipsis aria-hidden />
        {label}
      </Button>
      <div
        id={id}
        popover="auto"
        className="anchored w-60 rounded-xl border bg-card p-1.5 text-foreground shadow-lifted open:animate-enter"
      >
        {items.map(({ text, Icon, onClick }) => (
          <button
            key={text}
            type="button"
            popoverTarget={id}
            popoverTargetAction="hide"
            className={menuItemLook}
            onClick={() => choose(onClick)}
          >
            <Icon aria-hidden />
            {text}
          </button>
        ))}
      </div>
    </>
  );
}
