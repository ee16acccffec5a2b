import type { Class } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { Hand, Hourglass, Timer } from 'lucide-react';
import { generatePath, Link } from 'react-router';
import { Badge } from '../../../components/ui/badge.js';
import { Card } from '../../../components/ui/card.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { useClassTexts } from '../texts/use-class-texts.js';

export function ClassCard({ of }: { of: Class }) {
  const text = useClassTexts();
  const { language } = useTranslation();
  const { id, name, kind, members, working, waiting, help_calls: calls, teachers, archived_at: archivedAt } = of;
  return (
    <Card
      as="article"
      className="relative grid content-start gap-3 p-5 transition-shadow focus-within:ring-2 focus-within:ring-ring hover:shadow-lifted"
    >
      <header className="flex items-start justify-between gap-3">
        <h2 className="min-w-0 text-lg font-semibold tracking-tight wrap-anywhere">
          {/* The whole card can be clicked, and has one link. */}
          <Link
            to={generatePath(classPages.live, { id: String(id) })}
            className="outline-none after:absolute after:inset-0 after:rounded-2xl"
          >
            {name}
          </Link>
        </h2>
        {kind !== 'class' && <Badge tone="neutral">{text(`kinds.${kind}`)}</Badge>}
      </header>
      <p className="text-sm text-muted-foreground wrap-anywhere">
        {teachers.length > 0 ? teachers.map((teacher) => teacher.name).join(', ') : text('head.noTeacher')}
      </p>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className="tabular-nums">
          {members === 1 ? text('list.member', { count: 1 }) : text('list.members', { count: members })}
        </span>
        {archivedAt !== null ? (
          <Badge tone="neutral">
            {text('list.archivedOn', {
              date: new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(archivedAt)),
            })}
          </Badge>
        ) : (
          <Working count={working} />
        )}
        {of.lesson_until !== null && (
          <Badge tone="accent">
            <Timer aria-hidden />
            {text('list.lesson', {
              time: new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(of.lesson_until)),
            })}
          </Badge>
        )}
        {calls > 0 && (
          <Badge tone="danger">
            <Hand aria-hidden />
            {calls === 1 ? text('list.callsOne') : text('list.calls', { count: calls })}
          </Badge>
        )}
        {waiting > 0 && (
          <Badge tone="warning">
            <Hourglass aria-hidden />
            {waiting === 1 ? text('list.waitingOne') : text('list.waiting', { count: waiting })}
          </Badge>
        )}
      </p>
    </Card>
  );
}

function Working({ count }: { count: number }) {
  const text = useClassTexts();
  if (count === 0) return <span className="text-muted-foreground">{text('list.noneWorking')}</span>;
  return (
    <Badge tone="success">
      <span className="size-2 rounded-full bg-current" aria-hidden />
      {count === 1 ? text('list.workingOne') : text('list.working', { count })}
    </Badge>
  );
}
