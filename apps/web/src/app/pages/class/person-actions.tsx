import type { Class, LiveClass, LivePerson } from '@spawner/contracts';
import { FolderInput, MessageSquare, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { useLiveTexts } from '../../../features/class-live/texts/use-live-texts.js';
import { MessageDialog } from '../../../features/lesson/message-dialog.js';
import { CollectDialog } from '../../../features/material/collect-dialog.js';
import { ResetDialog } from '../../../features/material/reset-dialog.js';

/** What a teacher does with one member, beside what their container offers. */
export function PersonActions({ of, live, person }: { of: Class; live: LiveClass; person: LivePerson }) {
  const text = useLiveTexts();
  const [asked, ask] = useState<'message' | 'collect' | 'reset' | null>(null);
  const close = () => ask(null);
  const about = { classId: of.id, type: live.type, people: [person.user_id], onClose: close };
  return (
    <>
      <Button variant="outline" size="compact" onClick={() => ask('message')}>
        <MessageSquare aria-hidden />
        {text('person.message')}
      </Button>
      <Button variant="outline" size="compact" onClick={() => ask('collect')}>
        <FolderInput aria-hidden />
        {text('collect')}
      </Button>
      <Button variant="outline" size="compact" onClick={() => ask('reset')}>
        <RotateCcw aria-hidden />
        {text('reset')}
      </Button>
      {asked === 'message' && <MessageDialog classId={of.id} to={person} lesson={live.lesson} onClose={close} />}
      {asked === 'collect' && <CollectDialog {...about} />}
      {asked === 'reset' && <ResetDialog {...about} />}
    </>
  );
}
