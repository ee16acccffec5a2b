import type { ContainerStatus } from '@spawner/contracts';
import { ExternalLink, type LucideIcon, Play, Plus, RotateCw } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useTranslation } from '../../../i18n/i18n.js';

interface OpenButtonProps {
  status: ContainerStatus;
  busy: boolean;
  onClick: () => void;
  /** The card's heading: distinguishes the buttons of two cards. */
  describedBy: string;
}

const offers = {
  not_created: { text: 'container.create', Icon: Plus },
  running: { text: 'container.open', Icon: ExternalLink },
  paused: { text: 'container.open', Icon: ExternalLink },
  stopped: { text: 'container.start', Icon: Play },
  error: { text: 'container.retry', Icon: RotateCw },
} as const satisfies Record<Exclude<ContainerStatus, 'starting' | 'stopping'>, { text: string; Icon: LucideIcon }>;

const busyTexts = {
  not_created: 'container.starting',
  starting: 'container.starting',
  running: 'container.opening',
  paused: 'container.opening',
  stopping: 'container.stopping',
  stopped: 'container.starting',
  error: 'container.starting',
} as const satisfies Record<ContainerStatus, string>;

export function OpenButton({ status, busy, onClick, describedBy }: OpenButtonProps) {
  const { t } = useTranslation();
  const common = { size: 'large', className: 'w-full', 'aria-describedby': describedBy, onClick } as const;
  if (busy || status === 'starting' || status === 'stopping') {
    // Not `disabled`: the button would lose the keyboard's focus.
    return (
      <Button {...common} aria-disabled aria-busy>
        <Spinner />
        {t(busyTexts[status])}
      </Button>
    );
  }
  const { text, Icon } = offers[status];
  return (
    <Button {...common}>
      <Icon aria-hidden />
      {t(text)}
    </Button>
  );
}
