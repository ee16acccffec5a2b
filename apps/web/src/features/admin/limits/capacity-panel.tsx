import type { CapacityState } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { type ReactNode, useId } from 'react';
import { Link } from 'react-router';
import { useLimitAmount } from '../../../components/limit-amount/use-limit-amount.js';
import { Loading } from '../../../components/loading.js';
import { Section } from '../../../components/section.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { buttonLook } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { Meter } from '../../../components/ui/meter.js';
import { useCapacity } from './limits.query.js';
import { useLimitRuleTexts } from './texts/use-limit-rule-texts.js';

/** How much of the server all containers together have been promised. */
export function CapacityPanel() {
  const text = useLimitRuleTexts();
  const { amountText } = useLimitAmount();
  const { data, error } = useCapacity();
  return (
    <Section
      title={text('capacity.title')}
      text={text('capacity.text')}
      corner={
        <Link to={consolePages.settings} className={buttonLook({ variant: 'outline' })}>
          {text('capacity.settings')}
        </Link>
      }
    >
      {data ? (
        <Card className="divide-y">
          <Share kind="memory" share={data.memory}>
            {text('capacity.most', { value: amountText('memory', data.memory.most) })}
          </Share>
          <Share kind="cpu" share={data.cpu} />
          <Share kind="running" share={data.running} />
          <div className="grid gap-1 px-4 py-3 text-sm sm:px-5">
            <p className="font-medium">{text('capacity.disk')}</p>
            <p className="text-muted-foreground">
              {data.disk.free === null
                ? text('capacity.freeUnknown')
                : text('capacity.free', {
                    free: amountText('storage', data.disk.free),
                    floor: amountText('storage', data.disk.floor),
                  })}
            </p>
          </div>
          {data.waiting > 0 && (
            <p className="px-4 py-3 text-sm sm:px-5">
              {text('capacity.waiting', { count: data.waiting })}
              {data.longest_wait_since && (
                <span className="text-muted-foreground">
                  {' · '}
                  <TimeAgo at={data.longest_wait_since} />
                </span>
              )}
            </p>
          )}
        </Card>
      ) : (
        <Loading error={error} />
      )}
    </Section>
  );
}

interface ShareProps {
  kind: 'memory' | 'cpu' | 'running';
  share: CapacityState['memory' | 'cpu'];
  children?: ReactNode;
}

function Share({ kind, share: { reserved, capacity }, children }: ShareProps) {
  const text = useLimitRuleTexts();
  const { amountText, shareText } = useLimitAmount();
  const name = useId();
  const use = capacity === null ? amountText(kind, reserved) : shareText(kind, reserved, capacity);
  return (
    <div className="grid gap-2 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <p id={name} className="font-medium">
          {text(`capacity.${kind}`)}
        </p>
        <p className="tabular-nums">
          {use}
          {capacity !== null && reserved > capacity && <span className="text-danger"> · {text('capacity.over')}</span>}
        </p>
      </div>
      {capacity !== null && <Meter used={reserved} value={capacity} labelledBy={name} text={use} />}
      {children && <p className="text-xs text-muted-foreground">{children}</p>}
    </div>
  );
}
