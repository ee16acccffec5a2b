import type { LivePerson } from '@spawner/contracts';
import { LaunchSteps } from '../../../components/launch-steps.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { durationText } from '../../../lib/quantities.js';
import { useMemberLaunch } from '../live/live.query.js';
import { useLiveTexts } from '../texts/use-live-texts.js';

interface LastLaunchProps {
  classId: number;
  type: string;
  person: LivePerson;
}

/** A row of the facts: which step made the last successful launch slow. */
export function LastLaunch({ classId, type, person }: LastLaunchProps) {
  const text = useLiveTexts();
  const { language } = useTranslation();
  const launch = useMemberLaunch(classId, type, person).data?.last_launch;
  if (!launch) return null;
  return (
    <>
      <dt>{text('person.lastLaunch')}</dt>
      <dd className="grid gap-0.5">
        <span>
          <TimeAgo at={launch.at} />
          {' · '}
          {text('person.tookTime', { time: durationText(launch.milliseconds, language) })}
        </span>
        <LaunchSteps steps={launch.steps} />
      </dd>
    </>
  );
}
