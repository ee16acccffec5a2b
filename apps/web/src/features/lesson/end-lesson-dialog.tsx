import type { Lesson } from '@spawner/contracts';
import { Question } from '../../components/question.js';
import { useEndLesson } from './lesson.query.js';
import { useLessonTexts } from './texts/use-lesson-texts.js';

interface EndLessonDialogProps {
  classId: number;
  lesson: Lesson;
  onClose: () => void;
}

export function EndLessonDialog({ classId, lesson, onClose }: EndLessonDialogProps) {
  const text = useLessonTexts();
  const end = useEndLesson(classId);
  return (
    <Question
      title={text('end.title')}
      text={text(lesson.stop_at_end ? 'end.stops' : 'end.keeps')}
      confirm={text('end.act')}
      tone={lesson.stop_at_end ? 'danger' : 'primary'}
      act={end}
      onConfirm={() => end.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
