import { ChevronLeft, ChevronRight, ChevronsLeft } from 'lucide-react';
import { useTranslation } from '../../i18n/i18n.js';
import { Button } from '../ui/button.js';
import { countText } from './count-text.js';
import { useTableTexts } from './texts/use-table-texts.js';

interface PagerProps {
  page: {
    cursor: string;
    trail: readonly string[] | null;
    openPage: (cursor: string, trail: readonly string[]) => void;
  };
  /** Of the page that is shown. */
  rows: number;
  size: number;
  total: number | undefined;
  next: string | null;
}

/** Steps through a list whose pages are known one after the other. */
export function Pager({ page: { cursor, trail, openPage }, rows, size, total, next }: PagerProps) {
  const text = useTableTexts();
  const { language } = useTranslation();
  const first = (trail?.length ?? 0) * size + 1;
  const of = total === undefined ? '' : ` ${text('of', { total: countText(total, language) })}`;
  const range = trail ? `${first.toLocaleString(language)}–${(first + rows - 1).toLocaleString(language)}` : '';
  if (cursor === '' && next === null && total === undefined) return null;
  return (
    <nav aria-label={text('pages')} className="flex flex-wrap items-center justify-between gap-3">
      <p role="status" className="text-sm text-muted-foreground tabular-nums">
        {rows > 0 && (range + of).trim()}
      </p>
      {(cursor !== '' || next !== null) && (
        <div className="flex gap-2">
          <Button variant="ghost" size="compact" disabled={cursor === ''} onClick={() => openPage('', [])}>
            <ChevronsLeft aria-hidden />
            {text('first')}
          </Button>
          {trail && (
            <Button
              variant="outline"
              size="compact"
              disabled={cursor === ''}
              onClick={() => openPage(trail.at(-1) ?? '', trail.slice(0, -1))}
            >
              <ChevronLeft aria-hidden />
              {text('back')}
            </Button>
          )}
          <Button
            variant="outline"
            size="compact"
            disabled={next === null}
            onClick={() => next !== null && openPage(next, [...(trail ?? []), cursor])}
          >
            {text('next')}
            <ChevronRight aria-hidden />
          </Button>
        </div>
      )}
    </nav>
  );
}
