import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/i18n.js';
import { Button } from '../ui/button.js';
import { countText } from './count-text.js';
import { useTableTexts } from './texts/use-table-texts.js';
import type { Selection } from './use-selection.js';

interface SelectionBarProps<Row> {
  selection: Selection<Row>;
  /** How many the filters find. */
  total: number;
  /** Whether the acts can be done with all that the filters find, and not only with chosen rows. */
  offersAll: boolean;
  /** Buttons of what can be done with the chosen ones. */
  children: ReactNode;
}

/** At the bottom of the window while something is chosen. */
export function SelectionBar<Row>({ selection, total, offersAll, children }: SelectionBarProps<Row>) {
  const text = useTableTexts();
  const { language } = useTranslation();
  const count = selection.all ? total : selection.rows.length;
  if (count === 0) return null;
  return (
    <section
      aria-label={text('selection')}
      className="sticky bottom-3 z-20 flex min-w-0 animate-enter flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl border bg-card px-4 py-3 shadow-lifted"
    >
      <Button variant="ghost" size="icon" className="-mr-2 -ml-2" aria-label={text('clear')} onClick={selection.clear}>
        <X aria-hidden />
      </Button>
      <p role="status" className="text-sm font-medium tabular-nums">
        {text('chosen', { count: countText(count, language) })}
      </p>
      {offersAll && !selection.all && total > count && (
        <button
          type="button"
          className="focus-ring rounded-md text-sm text-primary underline underline-offset-4"
          onClick={selection.chooseAll}
        >
          {text('chooseAll', { total: countText(total, language) })}
        </button>
      )}
      {/* One line on a phone, or it would cover the list. */}
      <div className="-m-1 flex items-center gap-2 p-1 max-md:order-1 max-md:w-full max-md:overflow-x-auto md:ml-auto md:flex-wrap">
        {children}
      </div>
    </section>
  );
}
