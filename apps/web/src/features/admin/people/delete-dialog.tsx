import type { Person } from '@spawner/contracts';
import { useState } from 'react';
import { Question } from '../../../components/question.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { nameOf } from '../../../lib/name-of.js';
import { DaysField, USUAL_DAYS } from './days-field.js';
import { FilesLink } from './files-link.js';
import { usePersonAct } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

export function DeleteDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const text = usePeopleTexts();
  const [days, setDays] = useState(USUAL_DAYS);
  const act = usePersonAct(() =>
    callAdmin('deletePerson', { params: { id: String(person.id) }, query: { after_days: Number(days) } }),
  );
  return (
    <Question
      title={text('deleteTitle', { name: nameOf(person) })}
      text={text('deleteText')}
      confirm={text('delete')}
      act={act}
      onConfirm={() => act.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <DaysField value={days} onChange={setDays} />
      {person.containers.total > 0 && <FilesLink id={person.id}>{text('downloadAll')}</FilesLink>}
    </Question>
  );
}
