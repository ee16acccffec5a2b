import type { Class } from '@spawner/contracts';
import { ClassLive } from '../../../features/class-live/class-live.js';
import { useTemplates } from '../../../features/classes/classes.query.js';
import { useEntrance } from '../../../features/join/entrance.query.js';
import { WaitingList } from '../../../features/join/waiting-list.js';
import { CodesPaused } from '../../../features/login-cards/codes-paused.js';
import { LiveActions } from './live-actions.js';
import { PersonActions } from './person-actions.js';

export function LivePage({ of }: { of: Class }) {
  const { data: templates = [] } = useTemplates();
  const { data: entrance } = useEntrance(String(of.id));
  return (
    <>
      <CodesPaused classId={String(of.id)} />
      {/* People wait while the teacher is here: on the tab of the members nobody would see them. */}
      {of.archived_at === null && entrance && <WaitingList classId={String(of.id)} entrance={entrance} />}
      <ClassLive
        of={of}
        nameOfTemplate={(type) => templates.find((template) => template.type === type)?.name ?? type}
        actions={(live, showBeamer) => <LiveActions of={of} live={live} onBeamer={showBeamer} />}
        personActions={(person, live) => <PersonActions of={of} live={live} person={person} />}
      />
    </>
  );
}
