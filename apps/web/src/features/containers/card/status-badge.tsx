import type { ContainerStatus } from '@spawner/contracts';
import {
  CircleAlert,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleStop,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import { Badge, type Tone } from '../../../components/ui/badge.js';
import { useTranslation } from '../../../i18n/i18n.js';

const looks: Record<ContainerStatus, { tone: Tone; Icon: LucideIcon; motion?: string }> = {
  not_created: { tone: 'neutral', Icon: CircleDashed },
  starting: { tone: 'accent', Icon: LoaderCircle, motion: 'animate-spin' },
  running: { tone: 'success', Icon: CirclePlay },
  paused: { tone: 'neutral', Icon: CirclePause },
  stopping: { tone: 'accent', Icon: LoaderCircle, motion: 'animate-spin' },
  stopped: { tone: 'warning', Icon: CircleStop },
  error: { tone: 'danger', Icon: CircleAlert },
};

/** A live region: a change is read out, the first rendering is not. */
export function StatusBadge({ status }: { status: ContainerStatus }) {
  const { t } = useTranslation();
  const { tone, Icon, motion } = looks[status];
  return (
    <span role="status" className="shrink-0">
      <Badge tone={tone}>
        <Icon className={motion} aria-hidden />
        {t(`status.${status}`)}
      </Badge>
    </span>
  );
}
