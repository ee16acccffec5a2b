import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { useLiveTexts } from '../texts/use-live-texts.js';

/** More at once are not looked at, and would be slow to draw. */
export const TILES_A_PAGE = 60;

interface PageOfTilesProps {
  /** The first is 0. */
  page: number;
  total: number;
  onPage: (page: number) => void;
}

export function PageOfTiles({ page, total, onPage }: PageOfTilesProps) {
  const text = useLiveTexts();
  if (total <= TILES_A_PAGE) return null;
  const first = page * TILES_A_PAGE + 1;
  const last = Math.min(total, first + TILES_A_PAGE - 1);
  return (
    <nav aria-label={text('pages')} className="flex items-center justify-end gap-3">
      <p role="status" className="text-sm text-muted-foreground tabular-nums">
        {text('page', { first, last, total })}
      </p>
      <Button variant="outline" size="compact" disabled={page === 0} onClick={() => onPage(page - 1)}>
        <ChevronLeft aria-hidden />
        {text('back')}
      </Button>
      <Button variant="outline" size="compact" disabled={last === total} onClick={() => onPage(page + 1)}>
        {text('next')}
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  );
}
