import type { Class, ClassMember, MemberChange } from '@spawner/contracts';
import { pages } from '@spawner/contracts/values';
import { Ban, GraduationCap, LogOut, PencilLine, Trash2, Undo2, UserMinus, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ActsPopup } from '../../../components/acts-popup.js';
import { FailureDialog } from '../../../components/failure-dialog.js';
import { Question } from '../../../components/question.js';
import type { ActItem } from '../../../components/ui/disclosure.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { call } from '../../../lib/api.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { RenameDialog } from './rename-dialog.js';

interface MemberActsProps {
  of: Class;
  member: ClassMember;
  isSelf: boolean;
}

/** What can be done with one member, behind a button. */
export function MemberActs({ of, member, isSelf }: MemberActsProps) {
  const text = useClassTexts();
  const navigate = useNavigate();
  const [asked, ask] = useState<'rename' | 'block' | 'go' | null>(null);
  const { name, role, class_account: isClassAccount, blocked } = member;
  const id = String(of.id);
  const params = { id, user_id: String(member.user_id) };
  const change = useClassAct((body: MemberChange) => callAdmin('changeMember', { params, body }));
  const go = useClassAct(() =>
    isSelf ? call('leaveClass', { params: { id } }) : callAdmin('removeMember', { params }),
  );
  const close = () => {
    ask(null);
    change.reset();
    go.reset();
  };
  const gone = () => {
    close();
    if (isSelf) void navigate(pages.classes);
  };

  const items: readonly ActItem[] = [
    { text: text('members.rename'), Icon: PencilLine, onClick: () => ask('rename') },
    ...(!isClassAccount
      ? []
      : blocked
        ? [{ text: text('members.unblock'), Icon: Undo2, onClick: () => change.mutate({ blocked: false }) }]
        : [{ text: text('members.block'), Icon: Ban, onClick: () => ask('block') }]),
    ...(role === 'teacher'
      ? [{ text: text('members.makeMember'), Icon: UserRound, onClick: () => change.mutate({ role: 'member' }) }]
      : isClassAccount
        ? []
        : [
            {
              text: text('members.makeTeacher'),
              Icon: GraduationCap,
              onClick: () => change.mutate({ role: 'teacher' }),
            },
          ]),
    isSelf
      ? { text: text('members.leave'), Icon: LogOut, onClick: () => ask('go') }
      : isClassAccount
        ? { text: text('members.deleteAccount'), Icon: Trash2, onClick: () => ask('go') }
        : { text: text('members.remove'), Icon: UserMinus, onClick: () => ask('go') },
  ];
  const going = isSelf ? 'leave' : isClassAccount ? 'delete' : 'remove';
  return (
    <>
      <ActsPopup label={text('members.actsFor', { name })} items={items} />
      {asked === 'rename' && <RenameDialog of={of} member={member} onClose={() => ask(null)} />}
      {asked === 'block' && (
        <Question
          title={text('members.blockTitle', { name })}
          text={text('members.blockText')}
          confirm={text('members.block')}
          act={change}
          onConfirm={() => change.mutate({ blocked: true }, { onSuccess: close })}
          onClose={close}
        />
      )}
      {asked === 'go' && (
        <Question
          title={text(`members.${going}Title`, { name })}
          text={text(`members.${going}Text`)}
          confirm={text(going === 'delete' ? 'members.deleteAccount' : `members.${going}`)}
          act={go}
          onConfirm={() => go.mutate(undefined, { onSuccess: gone })}
          onClose={close}
        />
      )}
      {asked === null && change.isError && <FailureDialog title={name} error={change.error} onClose={change.reset} />}
    </>
  );
}
