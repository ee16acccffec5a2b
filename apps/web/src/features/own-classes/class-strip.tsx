import type { OwnClass } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { GraduationCap } from 'lucide-react';
import { generatePath, Link } from 'react-router';
import { buttonLook } from '../../components/ui/button.js';
import { Card } from '../../components/ui/card.js';
import { useTranslation } from '../../i18n/i18n.js';
import { clockTime } from '../../lib/relative-time.js';
import { useNow } from '../../lib/use-now.js';
import { HelpCall } from './help-call.js';
import { useOwnClassTexts } from './texts/use-own-class-texts.js';

/** "7b · Stunde bis 9:35 · Frau Weber", and the call for help while a lesson is open. */
export function ClassStrip({ own }: { own: OwnClass }) {
  const text = useOwnClassTexts();
  const { language } = useTranslation();
  const now = useNow(20_000);
  const teachers = new Intl.ListFormat(language).format(own.teachers);
  const lesson = own.lesson && Date.parse(own.lesson.until) > now ? own.lesson : null;
  const facts =
    own.state === 'waiting'
      ? [text('waiting'), teachers]
      : lesson
        ? [text('lesson', { time: clockTime(lesson.until, language) }), lesson.teacher]
        : [text('noLesson'), teachers];
  return (
    <Card className={clsx('grid gap-3 px-4 py-3 sm:px-5', lesson && 'border-ring/50')}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span
          aria-hidden
          className={clsx(
            'grid size-10 shrink-0 place-items-center rounded-xl',
            lesson ? 'bg-accent text-accent-foreground' : 'bg-muted text-muted-foreground',
          )}
        >
          <GraduationCap className="size-5" />
        </span>
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="font-semibold tracking-tight wrap-anywhere">{own.name}</h2>
          <p className="text-sm wrap-anywhere text-muted-foreground">{facts.filter(Boolean).join(' · ')}</p>
        </div>
        {lesson && own.role === 'member' && <HelpCall own={own} teacher={lesson.teacher} />}
        {own.role === 'teacher' && (
          <Link
            to={generatePath(classPages.live, { id: String(own.id) })}
            className={buttonLook({ variant: 'outline', size: 'compact' })}
          >
            {text('lead')}
          </Link>
        )}
      </div>
    </Card>
  );
}
