import { Ellipsis, type LucideIcon } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from './button.js';

export const disclosureItemLook =
  'focus-ring flex h-11 w-full items-center gap-2.5 rounded-lg px-2.5 text-sm transition-colors hover:bg-muted ' +
  'md:h-10 [&_svg]:size-4 [&_svg]:text-muted-foreground';

interface DisclosureProps {
  label: string;
  describedBy: string;
  items: readonly { text: string; Icon: LucideIcon; onClick: () => void }[];
}

/**
 * A button that shows a list of buttons: a disclosure, not a menu of the ARIA pattern, which would need arrow keys. The
 * native popover closes on Escape and on a click outside, exposes its state, and returns the focus.
 */
export function Disclosure({ label, describedBy, items }: DisclosureProps) {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  // A dialog returns the focus to the element that had it, and an item is hidden by then.
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
            className={disclosureItemLook}
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
