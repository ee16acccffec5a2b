import type { PersonRef } from '@spawner/contracts';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Loading } from '../../../components/loading.js';
import { PageHead } from '../../../components/page-head.js';
import { Button } from '../../../components/ui/button.js';
import { CapacityPanel } from '../../../features/admin/limits/capacity-panel.js';
import { LimitMatrix } from '../../../features/admin/limits/limit-matrix.js';
import { useLimitRules } from '../../../features/admin/limits/limits.query.js';
import { NoLimits } from '../../../features/admin/limits/no-limits.js';
import { PersonDialog } from '../../../features/admin/limits/person-dialog.js';
import { useLimitRuleTexts } from '../../../features/admin/limits/texts/use-limit-rule-texts.js';

export function LimitsPage() {
  const text = useLimitRuleTexts();
  const { data: rules, error } = useLimitRules();
  const [isOpened, setOpened] = useState(false);
  const [added, setAdded] = useState<readonly PersonRef[]>([]);
  const [isAdding, setAdding] = useState(false);
  const showsMatrix = rules !== undefined && (rules.length > 0 || isOpened);
  return (
    <div className="grid gap-8">
      <PageHead title={text('title')} text={text('text')}>
        {showsMatrix && (
          <Button variant="outline" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden />
            {text('add')}
          </Button>
        )}
      </PageHead>
      {!rules && <Loading error={error} />}
      {rules && !showsMatrix && <NoLimits onOwn={() => setOpened(true)} />}
      {showsMatrix && <LimitMatrix rules={rules} added={added} />}
      <CapacityPanel />
      {isAdding && (
        <PersonDialog onChoose={(person) => setAdded([...added, person])} onClose={() => setAdding(false)} />
      )}
    </div>
  );
}
