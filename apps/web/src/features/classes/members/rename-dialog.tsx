import type { Class, ClassMember } from '@spawner/contracts';
import { useState } from 'react';
import { Question } from '../../../components/question.js';
import { Input } from '../../../components/ui/input.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';

interface RenameDialogProps {
  of: Class;
  member: ClassMember;
  onClose: () => void;
}

export function RenameDialog({ of, member, onClose }: RenameDialogProps) {
  const text = useClassTexts();
  const [name, setName] = useState(member.name);
  const rename = useClassAct(() =>
    callAdmin('changeMember', {
      params: { id: String(of.id), user_id: String(member.user_id) },
      body: { name: name.trim() === '' ? null : name.trim() },
    }),
  );
  return (
    <Question
      title={text('members.renameTitle', { name: member.name })}
      text={text(member.class_account ? 'members.renameText' : 'members.renameOwnText')}
      confirm={text('members.renameSubmit')}
      tone="primary"
      act={rename}
      onConfirm={() => rename.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Input
        aria-label={text('members.name')}
        autoFocus
        maxLength={80}
        required={member.class_account}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
    </Question>
  );
}
