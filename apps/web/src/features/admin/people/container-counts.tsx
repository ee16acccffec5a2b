import type { Person } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { Link } from 'react-router';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** "2 laufen · 1 pausiert", what failed as a link to it. */
export function ContainerCounts({ person: { containers, id } }: { person: Person }) {
  const text = usePeopleTexts();
  const { running, paused, failed, total } = containers;
  if (total === 0) return <span className="text-muted-foreground">{text('none')}</span>;
  const parts = [
    running > 0 && text(running === 1 ? 'running' : 'runningMany', { count: running }),
    paused > 0 && text('paused', { count: paused }),
    running + paused + failed === 0 && text('idle', { count: total }),
  ].filter((part) => part !== false);
  return (
    <span className="inline-flex flex-wrap gap-x-2">
      {parts.length > 0 && <span>{parts.join(' · ')}</span>}
      {failed > 0 && (
        <Link
          to={`${consolePages.containers}?${new URLSearchParams({ owner: String(id), state: 'error' }).toString()}`}
          className="focus-ring rounded-sm py-0.5 text-danger underline underline-offset-4"
        >
          {text('failed', { count: failed })}
        </Link>
      )}
    </span>
  );
}
