import type { PrintedCards } from '@spawner/contracts';
import { PaperCard } from './paper-card.js';
import { useLoginCardTexts } from './texts/use-login-card-texts.js';

const ON_A_SHEET = 8;

/** A4, eight cards each; the lines between them are where they are cut. */
export function Sheets({ printed }: { printed: PrintedCards }) {
  const text = useLoginCardTexts();
  const total = Math.ceil(printed.cards.length / ON_A_SHEET);
  const sheets = Array.from({ length: total }, (_, nth) =>
    printed.cards.slice(nth * ON_A_SHEET, (nth + 1) * ON_A_SHEET),
  );
  return (
    <div className="grid justify-items-center gap-6 overflow-x-auto print:block print:overflow-visible">
      {sheets.map((cards, nth) => (
        <section
          key={cards[0]?.user_id}
          aria-label={text('sheet', { number: nth + 1, total })}
          className="w-[190mm] shrink-0 break-after-page break-inside-avoid border border-dashed border-neutral-400 bg-white shadow-lifted last:break-after-auto max-md:w-full print:shadow-none"
        >
          <ul className="grid grid-cols-1 md:grid-cols-2 print:grid-cols-2">
            {cards.map((card) => (
              <li
                key={card.user_id}
                className="h-[68mm] overflow-hidden border-neutral-400 not-last:border-b not-last:border-dashed md:border-b md:border-dashed md:odd:border-r md:odd:border-dashed print:border-b print:odd:border-r"
              >
                <PaperCard printed={printed} card={card} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
