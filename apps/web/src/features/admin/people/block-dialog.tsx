import type { Person } from '@spawner/contracts';
import { useState } from 'react';
import { Question } from '../../../components/question.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { nameOf } from '../../../lib/name-of.js';
import { BlockFields, blockOf, usualBlock } from './block-fields.js';
import { usePersonAct } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

export function BlockDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const text = usePeopleTexts();
  const [choice, choose] = useState(usualBlock);
  const act = usePersonAct(() =>
    callAdmin('blockPerson', { params: { id: String(person.id) }, body: blockOf(choice) }),
  );
  return (
    <Question
      title={text('blockTitle', { name: nameOf(person) })}
      text={text('blockText')}
      confirm={text('block')}
      act={act}
      onConfirm={() => act.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <BlockFields value={choice} onChange={choose} />
    </Question>
  );
}
