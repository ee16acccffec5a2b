import type { PersonDetail } from '@spawner/contracts';
import { useState } from 'react';
import { callAdmin } from '../../../lib/admin-api.js';
import { nameOf } from '../../../lib/name-of.js';
import { EditButton } from './edit-button.js';
import { EmailQuestion } from './email-question.js';
import { usePersonAct } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** The mail address, and the question in which it is changed: that ends sessions. */
export function EmailField({ person, isSelf }: { person: PersonDetail; isSelf: boolean }) {
  const text = usePeopleTexts();
  /** As it was when the question was opened: the page may load a newer one behind it. */
  const [asked, ask] = useState<PersonDetail | null>(null);
  const change = usePersonAct(({ id, version, email }: Pick<PersonDetail, 'id' | 'version'> & { email: string }) =>
    callAdmin('changePerson', { params: { id: String(id) }, body: { version, email } }),
  );
  return (
    <span className="flex items-start gap-1">
      <span className="min-w-0 wrap-anywhere">{person.email}</span>
      {person.email !== null && person.deleted_at === null && !isSelf && (
        <EditButton label={text('editEmail')} onClick={() => ask(person)} />
      )}
      {asked && (
        <EmailQuestion
          title={text('emailTitle', { name: nameOf(asked) })}
          text={text('emailText')}
          confirm={text('saveName')}
          email={asked.email ?? ''}
          act={change}
          onConfirm={(email) => change.mutate({ ...asked, email }, { onSuccess: () => ask(null) })}
          onClose={() => (ask(null), change.reset())}
        />
      )}
    </span>
  );
}
