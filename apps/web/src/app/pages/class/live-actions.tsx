import type { Class, LiveClass } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { FolderInput, FolderOutput, IdCard, Presentation, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { generatePath, useNavigate } from 'react-router';
import { FittingActs } from '../../../components/fitting-acts.js';
import { Disclosure } from '../../../components/ui/disclosure.js';
import { useLiveTexts } from '../../../features/class-live/texts/use-live-texts.js';
import { LessonActs } from '../../../features/lesson/lesson-acts.js';
import { CollectDialog } from '../../../features/material/collect-dialog.js';
import { ResetDialog } from '../../../features/material/reset-dialog.js';

interface LiveActionsProps {
  of: Class;
  live: LiveClass;
  onBeamer: () => void;
}

/** What a teacher does with the whole class: buttons for the lesson, and behind "more" what is done once in it. */
export function LiveActions({ of, live, onBeamer }: LiveActionsProps) {
  const text = useLiveTexts();
  const navigate = useNavigate();
  const [asked, ask] = useState<'collect' | 'reset' | null>(null);
  const goTo = (page: 'material' | 'cards') => void navigate(generatePath(classPages[page], { id: String(of.id) }));
  const about = { classId: of.id, type: live.type, types: of.templates, people: null, onClose: () => ask(null) };
  return (
    <>
      <LessonActs classId={of.id} mainType={of.templates[0] ?? live.type} type={live.type} lesson={live.lesson}>
        {(acts) => (
          <FittingActs
            label={text('actions')}
            acts={acts}
            menu={(folded) => (
              <Disclosure
                label={text('more')}
                items={[
                  ...folded,
                  { text: text('handOut'), Icon: FolderOutput, onClick: () => goTo('material') },
                  { text: text('collect'), Icon: FolderInput, onClick: () => ask('collect') },
                  { text: text('reset'), Icon: RotateCcw, onClick: () => ask('reset') },
                  { text: text('cards'), Icon: IdCard, onClick: () => goTo('cards') },
                  { text: text('beamer'), Icon: Presentation, onClick: onBeamer },
                ]}
              />
            )}
          />
        )}
      </LessonActs>
      {asked === 'collect' && <CollectDialog {...about} />}
      {asked === 'reset' && <ResetDialog {...about} />}
    </>
  );
}
