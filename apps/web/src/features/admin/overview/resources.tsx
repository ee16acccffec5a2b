import type { Overview } from '@spawner/contracts';
import { clsx } from 'clsx';
import { useId } from 'react';
import { Card } from '../../../components/ui/card.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText } from '../../../lib/quantities.js';
import { useOverviewTexts } from './texts/use-overview-texts.js';

export function MemoryCard({ memory: { used, size, promised, possible } }: { memory: Overview['memory'] }) {
  const text = useOverviewTexts();
  const { language } = useTranslation();
  const bytes = (count: number) => byteText(count, language);
  return (
    <ResourceCard
      title={text('memory')}
      summary={text('memoryUsed', { used: bytes(used), size: bytes(size) })}
      parts={[{ name: '', share: used / size, look: 'bg-primary' }]}
      facts={[
        { name: text('promised'), value: bytes(promised) },
        { name: text('possible'), value: bytes(possible), note: text('possibleText') },
      ]}
    />
  );
}

export function DiskCard({ disk: { size, free, volumes, layers } }: { disk: Overview['disk'] }) {
  const text = useOverviewTexts();
  const { language } = useTranslation();
  const bytes = (count: number) => byteText(count, language);
  const facts = [
    { name: text('volumes'), value: bytes(volumes), look: 'bg-primary' },
    { name: text('layers'), value: bytes(layers), look: 'bg-success' },
  ];
  if (size === null || free === null)
    return <ResourceCard title={text('disk')} summary={text('diskUnknown')} parts={[]} facts={facts} />;
  const rest = Math.max(0, size - free - volumes - layers);
  return (
    <ResourceCard
      title={text('disk')}
      summary={text('diskFree', { free: bytes(free), size: bytes(size) })}
      parts={[
        { name: 'volumes', share: volumes / size, look: 'bg-primary' },
        { name: 'layers', share: layers / size, look: 'bg-success' },
        { name: 'rest', share: rest / size, look: 'bg-muted-foreground/50' },
      ]}
      facts={[...facts, { name: text('rest'), value: bytes(rest), look: 'bg-muted-foreground/50' }]}
    />
  );
}

interface ResourceCardProps {
  title: string;
  summary: string;
  /** Of the whole, each from 0 to 1. */
  parts: readonly { name: string; share: number; look: string }[];
  facts: readonly { name: string; value: string; note?: string; look?: string }[];
}

/** The bar only draws what the words below it say. */
function ResourceCard({ title, summary, parts, facts }: ResourceCardProps) {
  const heading = useId();
  return (
    <Card as="article" aria-labelledby={heading} className="grid content-start gap-4 p-4 sm:p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={heading} className="font-semibold tracking-tight">
          {title}
        </h2>
        <p className="text-sm text-muted-foreground tabular-nums">{summary}</p>
      </div>
      {parts.length > 0 && (
        <div aria-hidden className="flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-muted">
          {parts
            // An empty one would leave its gap.
            .filter(({ share }) => share > 0)
            .map(({ name, share, look }) => (
              <div key={name} className={look} style={{ width: `${(100 * Math.min(1, share)).toFixed(2)}%` }} />
            ))}
        </div>
      )}
      <dl className="grid gap-2 text-sm">
        {facts.map(({ name, value, note, look }) => (
          <div key={name} className="flex items-baseline justify-between gap-x-4">
            <dt className="flex flex-wrap items-center gap-x-2 text-muted-foreground">
              {look && <span aria-hidden className={clsx('size-2 rounded-full', look)} />}
              {name}
              {note && <span className="text-xs">({note})</span>}
            </dt>
            <dd className="shrink-0 tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
