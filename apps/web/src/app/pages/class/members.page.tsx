import type { Class } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { FileUp, GraduationCap, IdCard, MailPlus, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { generatePath, Link } from 'react-router';
import { Button, buttonLook } from '../../../components/ui/button.js';
import { useMe } from '../../../features/auth/me.query.js';
import { ImportDialog } from '../../../features/classes/import/import-dialog.js';
import { InviteDialog } from '../../../features/classes/invitations/invite-dialog.js';
import { OpenInvitations } from '../../../features/classes/invitations/open-invitations.js';
import { MemberList } from '../../../features/classes/members/member-list.js';
import { NamesDialog } from '../../../features/classes/members/names-dialog.js';
import { TeacherDialog } from '../../../features/classes/members/teacher-dialog.js';
import { useClassTexts } from '../../../features/classes/texts/use-class-texts.js';
import { EntrancePanel } from '../../../features/join/entrance-panel.js';

export function MembersPage({ of }: { of: Class }) {
  const text = useClassTexts();
  const { data: user } = useMe();
  const [asked, ask] = useState<'names' | 'import' | 'invite' | 'teacher' | null>(null);
  const close = () => ask(null);
  const isOpen = of.archived_at === null;
  const names = (
    <Button onClick={() => ask('names')}>
      <UserPlus aria-hidden />
      {text('members.addNames')}
    </Button>
  );
  const list = (
    <Button variant="outline" onClick={() => ask('import')}>
      <FileUp aria-hidden />
      {text('members.import')}
    </Button>
  );
  return (
    <div className="grid gap-4">
      {isOpen && (
        <div className="flex flex-wrap gap-2">
          {names}
          {list}
          <Button variant="outline" onClick={() => ask('invite')}>
            <MailPlus aria-hidden />
            {text('members.invite')}
          </Button>
          <Button variant="outline" onClick={() => ask('teacher')}>
            <GraduationCap aria-hidden />
            {text('members.addTeacher')}
          </Button>
          <Link
            to={generatePath(classPages.cards, { id: String(of.id) })}
            className={buttonLook({ variant: 'outline' })}
          >
            <IdCard aria-hidden />
            {text('members.print')}
          </Link>
        </div>
      )}
      {isOpen && <EntrancePanel of={of} />}
      <MemberList of={of} ownId={user?.id}>
        {isOpen && (
          <>
            {names}
            {list}
          </>
        )}
      </MemberList>
      <OpenInvitations of={of} />
      {asked === 'names' && <NamesDialog of={of} onClose={close} />}
      {asked === 'import' && <ImportDialog of={of} onClose={close} />}
      {asked === 'invite' && <InviteDialog of={of} onClose={close} />}
      {asked === 'teacher' && <TeacherDialog of={of} onClose={close} />}
    </div>
  );
}
