import type { PrintedCard, PrintedCards } from '@spawner/contracts';
import { QrCode } from '../../components/qr-code.js';
import { useTranslation } from '../../i18n/i18n.js';
import { useLoginCardTexts } from './texts/use-login-card-texts.js';

interface PaperCardProps {
  printed: PrintedCards;
  card: PrintedCard;
}

/** Black on white, as on paper, whatever the theme of the page is. The QR code is 36 mm wide. */
export function PaperCard({ printed, card }: PaperCardProps) {
  const text = useLoginCardTexts();
  const { language } = useTranslation();
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <article className="flex h-full items-center gap-[4mm] bg-white p-[4mm] text-black">
      <QrCode text={card.url} label={text('card.qr')} className="size-[40mm] shrink-0" />
      <div className="grid min-w-0 flex-1 gap-[2mm] leading-tight">
        <div>
          <p className="text-[10pt] wrap-anywhere text-neutral-600">
            {printed.class_name} <span className="block">{card.slug}</span>
          </p>
          <p className="line-clamp-3 text-[15pt] font-semibold wrap-anywhere">{card.name}</p>
        </div>
        <p className="text-[8.5pt] wrap-anywhere text-neutral-600">
          {text('card.at')}
          <br />
          <span className="font-medium text-black">{printed.typed_at.replace(/^https?:\/\//, '')}</span>
        </p>
        <dl className="grid gap-[1.5mm]">
          <Code term={text('card.classCode')} code={printed.class_code} />
          <Code term={text('card.code')} code={card.code} />
        </dl>
        {card.ends_on && (
          <p className="text-[8.5pt] text-neutral-600">
            {text('card.until', { date: date.format(new Date(card.ends_on)) })}
          </p>
        )}
      </div>
    </article>
  );
}

const Code = ({ term, code }: { term: string; code: string }) => (
  <div>
    <dt className="text-[8.5pt] text-neutral-600">{term}</dt>
    <dd className="font-mono text-[15pt] font-semibold tracking-wide whitespace-nowrap">{code}</dd>
  </div>
);
