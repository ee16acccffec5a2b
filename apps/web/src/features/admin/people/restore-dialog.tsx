import type { Person } from '@spawner/contracts';
import { callAdmin } from '../../../lib/admin-api.js';
import { nameOf } from '../../../lib/name-of.js';
import { EmailQuestion } from './email-question.js';
import { usePersonAct } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** Restores under another address: somebody else has the old one by now. */
export function RestoreDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const text = usePeopleTexts();
  const params = { id: String(person.id) };
  const act = usePersonAct((email: string) => callAdmin('restorePerson', { params, body: { email } }));
  return (
    <EmailQuestion
      title={text('restoreTitle', { name: nameOf(person) })}
      text={text('restoreText', { email: person.email ?? '' })}
      confirm={text('restore')}
      act={act}
      onConfirm={(email) => act.mutate(email, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
