import type { OwnedContainer } from '@spawner/contracts';
import { useState } from 'react';
import { BulkQuestion } from '../../../components/table/bulk-question.js';
import { LastSeen } from '../../../components/table/last-seen.js';
import { SelectionBar } from '../../../components/table/selection-bar.js';
import type { Selection } from '../../../components/table/use-selection.js';
import { Button } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { actIcons, DeleteData, isPossible } from './container-acts.js';
import { type Act, keyOf, useBulkContainers } from './owned-containers.query.js';
import { useContainerTexts } from './texts/use-container-texts.js';

interface ContainerBulkProps {
  selection: Selection<OwnedContainer>;
  total: number;
}

/** What can be done with the chosen containers, and the question before it. */
export function ContainerBulk({ selection, total }: ContainerBulkProps) {
  const text = useContainerTexts();
  const { language } = useTranslation();
  const [act, ask] = useState<Act | null>(null);
  const [deletes, setDeletes] = useState(false);
  const bulk = useBulkContainers();

  const able = selection.rows.filter((container) => act !== null && isPossible(act, container));
  const unable = selection.rows.filter((container) => act !== null && !isPossible(act, container));
  const close = () => {
    ask(null);
    bulk.reset();
  };
  const start = () => {
    if (act === null) return;
    const containers = able.map(({ owner, type }) => ({ user_id: owner.id, type }));
    bulk.mutate(
      { act, data: deletes ? 'delete' : 'keep', containers },
      {
        onSuccess: () => {
          selection.clear();
          close();
        },
      },
    );
  };
  const nameOf = ({ display_name: container, owner }: OwnedContainer) =>
    text('nameOf', { container, owner: owner.name });

  return (
    <>
      <SelectionBar selection={selection} total={total} offersAll={false}>
        {(['stop', 'restart', 'recreate', 'remove'] as const).map((name) => {
          const Icon = actIcons[name];
          return (
            <Button key={name} variant="outline" size="compact" onClick={() => ask(name)}>
              <Icon aria-hidden />
              {text(name)}
            </Button>
          );
        })}
      </SelectionBar>
      {act && (
        <BulkQuestion
          key={act}
          title={text(`bulk.${act}`, { count: able.length.toLocaleString(language) })}
          consequence={text(`${act}Text`)}
          who={able.map((container) => ({
            key: keyOf(container),
            name: nameOf(container),
            note: <LastSeen at={container.last_used} />,
          }))}
          leftOut={unable.map((container) => ({
            key: keyOf(container),
            name: nameOf(container),
            note: text('gone'),
          }))}
          total={able.length}
          grave={act === 'remove'}
          confirm={text(act)}
          busy={bulk.isPending}
          error={bulk.error}
          onConfirm={start}
          onClose={close}
        >
          {act === 'remove' && <DeleteData checked={deletes} onChange={setDeletes} />}
        </BulkQuestion>
      )}
    </>
  );
}
