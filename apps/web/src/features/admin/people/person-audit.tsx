import { useState } from 'react';
import { useAddress } from '../../../components/table/use-address.js';
import { Segmented } from '../../../components/ui/segmented.js';
import { AuditList } from '../audit/audit-list.js';
import { personTabs } from './person-tabs.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** What somebody did, or what was done to their account. */
export function PersonAudit({ id }: { id: string }) {
  const text = usePeopleTexts();
  const [side, setSide] = useState<'about' | 'actor'>('about');
  const page = useAddress({ tab: personTabs });
  return (
    <div className="grid gap-4">
      <div className="justify-self-start">
        <Segmented
          label={text('auditChoice')}
          value={side}
          onChange={(wish) => {
            setSide(wish);
            page.openPage('', []);
          }}
          options={[
            { value: 'about', label: text('about'), content: text('about') },
            { value: 'actor', label: text('done'), content: text('done') },
          ]}
        />
      </div>
      <AuditList page={page} chosen={{ [side]: id }} narrowed={false} />
    </div>
  );
}
