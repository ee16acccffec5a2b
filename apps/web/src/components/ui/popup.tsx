import { clsx } from 'clsx';
import { type ComponentProps, type MouseEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

const GAP = 4;

interface PopupProps {
  /** Draws the button that shows and hides the panel. */
  button: (props: Pick<ComponentProps<'button'>, 'ref' | 'aria-expanded' | 'aria-controls' | 'onClick'>) => ReactNode;
  /** Of the panel. */
  className: string;
  /** For a table that scrolls sideways, which would cut the panel off at its lower edge. */
  overTable?: boolean;
  children: ReactNode;
}

/**
 * A panel shown by a button: a disclosure, not a menu of the ARIA pattern, which would need arrow keys. Closes on Escape,
 * on a click or focus outside, and on a click on one of its own links and commands. By script, because the `popover`
 * attribute is newer than the oldest supported browsers.
 */
export function Popup({ button, className, overTable = false, children }: PopupProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open || !overTable) return;
    const place = () => placeBeside(trigger.current, panel.current);
    place();
    window.addEventListener('scroll', place, { capture: true, passive: true });
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, { capture: true });
      window.removeEventListener('resize', place);
    };
  }, [open, overTable]);

  useEffect(() => {
    if (!open) return;
    panel.current?.scrollIntoView({ block: 'nearest' });
    const leave = ({ target }: Event) => {
      if (!whole.current?.contains(target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [open]);

  // Before the command runs: a dialog returns the focus to the element that had it, and the command is hidden by then.
  const closeForCommand = ({ target }: MouseEvent) => {
    if (!(target as Element).closest('[data-closes]')) return;
    trigger.current?.focus();
    setOpen(false);
  };
  return (
    <div
      ref={whole}
      className="relative ml-auto"
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !open) return;
        trigger.current?.focus();
        setOpen(false);
      }}
    >
      {button({
        ref: trigger,
        'aria-expanded': open,
        'aria-controls': id,
        onClick: () => setOpen(!open),
      })}
      <div
        ref={panel}
        id={id}
        onClickCapture={closeForCommand}
        className={clsx(
          'absolute right-0 z-30 mt-1 scroll-mb-4 animate-enter rounded-xl border bg-card p-1.5 text-foreground shadow-lifted',
          overTable && 'md:fixed md:top-(--top) md:right-(--right) md:mt-0 md:max-h-(--room) md:overflow-y-auto',
          !open && 'hidden',
          className,
        )}
      >
        {children}
      </div>
    </div>
  );
}

/** Below the button, or above it where there is more room. What is higher than the room scrolls, and never covers the button. */
function placeBeside(button: HTMLElement | null, panel: HTMLElement | null): void {
  if (!button || !panel) return;
  const { top, bottom, right } = button.getBoundingClientRect();
  const above = top - 2 * GAP;
  const below = window.innerHeight - bottom - 2 * GAP;
  panel.style.removeProperty('--room');
  const height = panel.offsetHeight;
  const isBelow = height <= below || below >= above;
  const room = isBelow ? below : above;
  const y = isBelow ? bottom + GAP : top - GAP - Math.min(height, room);
  panel.style.setProperty('--top', `${String(y)}px`);
  panel.style.setProperty('--right', `${String(document.documentElement.clientWidth - right)}px`);
  panel.style.setProperty('--room', `${String(room)}px`);
}
