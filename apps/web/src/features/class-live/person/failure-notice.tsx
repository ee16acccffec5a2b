import type { LivePerson } from '@spawner/contracts';
import { LaunchFailureAlert } from '../../../components/launch-failure.js';
import { Loading } from '../../../components/loading.js';
import { useMemberLaunch } from '../live/live.query.js';

interface FailureNoticeProps {
  classId: number;
  type: string;
  person: LivePerson;
}

/** Why it failed, what to do about it, and the end of the log. */
export function FailureNotice({ classId, type, person }: FailureNoticeProps) {
  const { data, error } = useMemberLaunch(classId, type, person);
  if (data === undefined) return <Loading error={error} />;
  return data.failure && <LaunchFailureAlert failure={data.failure} />;
}
