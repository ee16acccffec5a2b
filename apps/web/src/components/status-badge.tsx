import type { ContainerStatus } from '@spawner/contracts';
import {
  CircleAlert,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleStop,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from '../i18n/i18n.js';
import { Badge, type Tone } from './ui/badge.js';

/** A launch that waits for a place on the server has the status `starting` in the API. */
export type ShownStatus = ContainerStatus | 'waiting';

const looks: Record<ShownStatus, { tone: Tone; Icon: LucideIcon; motion?: string }> = {
  not_created: { tone: 'neutral', Icon: CircleDashed },
  waiting: { tone: 'warning', Icon: Hourglass },
  starting: { tone: 'accent', Icon: LoaderCircle, motion: 'animate-spin' },
  running: { tone: 'success', Icon: CirclePlay },
  paused: { tone: 'neutral', Icon: CirclePause },
  stopping: { tone: 'accent', Icon: LoaderCircle, motion: 'animate-spin' },
  stopped: { tone: 'warning', Icon: CircleStop },
  error: { tone: 'danger', Icon: CircleAlert },
};

export function StatusBadge({ status }: { status: ShownStatus }) {
  const { t } = useTranslation();
  const { tone, Icon, motion } = looks[status];
  return (
    <Badge tone={tone}>
      <Icon className={motion} aria-hidden />
      {t(`status.${status}`)}
    </Badge>
  );
}
