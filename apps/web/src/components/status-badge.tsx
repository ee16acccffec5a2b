import type { ContainerStatus, WaitsFor } from '@spawner/contracts';
import {
  CircleAlert,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleStop,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Truck,
} from 'lucide-react';
import { useTranslation } from '../i18n/i18n.js';
import { Badge, type Tone } from './ui/badge.js';

/** What waits for a place on the server, for another machine, or for its own has the status `starting` or `running` in the API. */
export type ShownStatus = ContainerStatus | 'waiting' | 'moving' | 'away';

export const waitStatus = { room: 'waiting', moving: 'moving', node: 'away' } as const satisfies Record<
  WaitsFor['kind'],
  ShownStatus
>;

const looks: Record<ShownStatus, { tone: Tone; Icon: LucideIcon; motion?: string }> = {
  not_created: { tone: 'neutral', Icon: CircleDashed },
  waiting: { tone: 'warning', Icon: Hourglass },
  moving: { tone: 'warning', Icon: Truck },
  away: { tone: 'warning', Icon: Hourglass },
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
