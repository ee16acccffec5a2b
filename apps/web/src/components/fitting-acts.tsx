import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { Button } from './ui/button.js';
import type { ActItem } from './ui/disclosure.js';

export interface Act extends ActItem {
  primary?: boolean;
}

interface FittingActsProps {
  label: string;
  acts: readonly Act[];
  /** The menu behind the buttons. @param folded those that have no room in the line */
  menu: (folded: readonly ActItem[]) => ReactNode;
}

/** Buttons in one line: those that do not fit are in the menu behind them, and no line scrolls sideways. */
export function FittingActs({ label, acts, menu }: FittingActsProps) {
  const line = useRef<HTMLDivElement>(null);
  const [fitting, setFitting] = useState(acts.length);
  const names = acts.map(({ text }) => text).join();

  useLayoutEffect(() => {
    const box = line.current;
    if (!box) return;
    const measure = () => setFitting(countFitting(box));
    measure();
    // Also when the font has loaded, and when the window is turned.
    const sizes = new ResizeObserver(measure);
    for (const each of [box, ...box.children]) sizes.observe(each);
    return () => sizes.disconnect();
  }, [names]);

  return (
    <>
      {/* Room for the focus ring, which the line would cut off. */}
      <div
        ref={line}
        role="group"
        aria-label={label}
        className="relative -m-1 flex min-w-0 items-center gap-2 overflow-hidden p-1"
      >
        {acts.map(({ text, Icon, onClick, primary }, nth) => (
          <Button
            key={text}
            variant={primary ? 'primary' : 'outline'}
            size="compact"
            className="shrink-0"
            // Without room it keeps its place, where it can be measured, and is neither seen, read nor focused.
            style={nth < fitting ? undefined : { visibility: 'hidden' }}
            onClick={onClick}
          >
            <Icon aria-hidden />
            {text}
          </Button>
        ))}
      </div>
      {menu(acts.slice(fitting))}
    </>
  );
}

function countFitting(box: HTMLElement): number {
  const buttons = [...box.children] as HTMLElement[];
  const first = buttons.findIndex((button) => button.offsetLeft + button.offsetWidth > box.clientWidth);
  return first === -1 ? buttons.length : first;
}
