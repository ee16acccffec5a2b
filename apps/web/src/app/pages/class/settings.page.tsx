import type { Class } from '@spawner/contracts';
import { ClassEnd } from '../../../features/classes/settings/class-end.js';
import { ClassForm } from '../../../features/classes/settings/class-form.js';
import { MessageDialog } from '../../../features/lesson/message-dialog.js';
import { useLoginCards } from '../../../features/login-cards/login-cards.query.js';
import { CollectDialog } from '../../../features/material/collect-dialog.js';
import { ClassVisits } from '../../../features/visits/class-visits.js';

export function SettingsPage({ of }: { of: Class }) {
  // Every account of the class can have a card.
  const { data: accounts } = useLoginCards(String(of.id));
  return (
    <div className="grid gap-8">
      <ClassForm of={of} />
      <ClassVisits classId={of.id} />
      <ClassEnd
        of={of}
        accounts={accounts?.cards.length}
        collect={(onClose) => (
          <CollectDialog
            {...{ classId: of.id, type: of.templates[0] ?? '', types: of.templates, people: null, onClose }}
          />
        )}
        message={(onClose) => <MessageDialog classId={of.id} to={null} lesson={null} onClose={onClose} />}
      />
    </div>
  );
}
