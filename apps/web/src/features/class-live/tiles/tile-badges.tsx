import type { LivePerson } from '@spawner/contracts';
import { Ban, Eye, HardDrive, type LucideIcon, MonitorSmartphone, Share2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLiveTexts } from '../texts/use-live-texts.js';

/** What is unusual beside the state; most people have none. */
export function TileBadges({ person: { blocked, devices, visited, shared, storage } }: { person: LivePerson }) {
  const text = useLiveTexts();
  const percent = storage && Math.round((100 * storage.used_bytes) / Math.max(1, storage.limit_bytes));
  if (!blocked && devices < 2 && !visited && !shared && !storage) return null;
  return (
    <span className="flex shrink-0 items-center gap-1.5 text-muted-foreground">
      {blocked && <Badge Icon={Ban} label={text('badges.blocked')} alarming />}
      {devices > 1 && (
        <Badge Icon={MonitorSmartphone} label={text('badges.devices', { count: devices })}>
          {devices}
        </Badge>
      )}
      {visited && <Badge Icon={Eye} label={text('badges.visit', { name: visited.by })} />}
      {shared && <Badge Icon={Share2} label={text('badges.share')} />}
      {percent !== null && (
        <Badge Icon={HardDrive} label={text('badges.storage', { percent })} alarming>
          {percent} %
        </Badge>
      )}
    </span>
  );
}

interface BadgeProps {
  Icon: LucideIcon;
  label: string;
  alarming?: boolean;
  children?: ReactNode;
}

const Badge = ({ Icon, label, alarming = false, children }: BadgeProps) => (
  <span
    title={label}
    className={alarming ? 'inline-flex items-center gap-0.5 text-warning' : 'inline-flex items-center gap-0.5'}
  >
    <Icon className="size-3.5" aria-hidden />
    {children !== undefined && (
      <span aria-hidden className="text-xs tabular-nums">
        {children}
      </span>
    )}
    <span className="sr-only">{label}</span>
  </span>
);
