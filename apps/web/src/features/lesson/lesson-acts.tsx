import type { Lesson } from '@spawner/contracts';
import { CalendarClock, CircleStop, type LucideIcon, MessageSquare, Play, Power, School } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Act } from '../../components/fitting-acts.js';
import { BeginLessonDialog } from './begin-lesson-dialog.js';
import { ChangeLessonDialog } from './change-lesson-dialog.js';
import { EndLessonDialog } from './end-lesson-dialog.js';
import { MessageDialog } from './message-dialog.js';
import { StartAllDialog } from './start-all-dialog.js';
import { StopAllDialog } from './stop-all-dialog.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';

interface LessonActsProps {
  classId: number;
  /** The template that a lesson starts: the first of the class. */
  mainType: string;
  /** The one that is shown: start all and stop all are about it. */
  type: string;
  lesson: Lesson | null;
  children: (acts: readonly Act[]) => ReactNode;
}

type Asked = 'begin' | 'change' | 'end' | 'start' | 'stop' | 'message';

/** What a teacher does with the whole class, and the dialogs behind it. */
export function LessonActs({ classId, mainType, type, lesson, children }: LessonActsProps) {
  const text = useLessonTexts();
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  const act = (name: Asked, Icon: LucideIcon): Act => ({ text: text(`${name}.act`), Icon, onClick: () => ask(name) });
  const ofLesson = lesson
    ? [act('change', CalendarClock), act('end', Power)]
    : [{ ...act('begin', School), primary: true }];
  return (
    <>
      {children([...ofLesson, act('start', Play), act('stop', CircleStop), act('message', MessageSquare)])}
      {asked === 'begin' && <BeginLessonDialog classId={classId} type={mainType} onClose={close} />}
      {/* The lesson may have ended meanwhile: what the dialog is about is gone. */}
      {asked === 'change' && lesson && <ChangeLessonDialog classId={classId} lesson={lesson} onClose={close} />}
      {asked === 'end' && lesson && <EndLessonDialog classId={classId} lesson={lesson} onClose={close} />}
      {asked === 'start' && <StartAllDialog classId={classId} type={type} onClose={close} />}
      {asked === 'stop' && <StopAllDialog classId={classId} type={type} onClose={close} />}
      {asked === 'message' && <MessageDialog classId={classId} to={null} lesson={lesson} onClose={close} />}
    </>
  );
}
