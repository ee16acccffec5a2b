import type { ContainerStatus } from '@spawner/contracts';
import { CircleStop, Hammer, RotateCw, Trash2, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { ConfirmDialog } from '../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../i18n/i18n.js';
import type { Action } from './action.mutation.js';

const icons: Record<Action, LucideIcon> = { stop: CircleStop, restart: RotateCw, recreate: Hammer, remove: Trash2 };

/** What makes sense in each state; nothing where there is no container yet. */
const offered: Record<ContainerStatus, readonly Action[]> = {
  not_created: [],
  starting: ['stop'],
  running: ['stop', 'restart', 'recreate', 'remove'],
  stopping: [],
  stopped: ['recreate', 'remove'],
  error: ['recreate', 'remove'],
};

/** These lose what is stored in the container. */
type Destructive = 'recreate' | 'remove';
const isDestructive = (action: Action): action is Destructive => action === 'recreate' || action === 'remove';

interface ActionBarProps {
  name: string;
  status: ContainerStatus;
  onAct: (action: Action) => void;
}

export function ActionBar({ name, status, onAct }: ActionBarProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Destructive | null>(null);
  return (
    <>
      {/* As high as a row of buttons even without one, so that the cards of a row stay equally high. */}
      <div
        role="group"
        aria-label={`${t('action.group')}: ${name}`}
        className="-mx-2.5 grid min-h-11 grid-cols-2 sm:flex md:min-h-9"
      >
        {offered[status].map((action) => {
          const Icon = icons[action];
          return (
            <Button
              key={action}
              variant="ghost"
              size="compact"
              className="justify-start sm:[&_svg]:hidden"
              onClick={() => (isDestructive(action) ? setAsking(action) : onAct(action))}
            >
              <Icon aria-hidden />
              {t(`action.${action}`)}
            </Button>
          );
        })}
      </div>
      {asking && (
        <ConfirmDialog
          title={t(`action.${asking}Title`, { name })}
          text={t(`action.${asking}Text`)}
          confirm={t(`action.${asking}`)}
          cancel={t('action.cancel')}
          onConfirm={() => onAct(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
