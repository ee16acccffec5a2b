import type { LiveState } from '@spawner/contracts';
import {
  CircleAlert,
  CircleDashed,
  CircleDot,
  CirclePause,
  CirclePlay,
  Hand,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
  UserRoundX,
} from 'lucide-react';

interface StateLook {
  /** The sign: nothing is said by colour alone. */
  Icon: LucideIcon;
  /** Of the sign and the word. */
  ink: string;
  /** Of the tile. */
  box: string;
}

export const stateLooks: Record<LiveState, StateLook> = {
  help: { Icon: Hand, ink: 'text-help', box: 'border-help bg-help-soft ring-1 ring-help ring-inset' },
  failed: { Icon: CircleAlert, ink: 'text-danger', box: 'border-danger-line bg-danger-soft' },
  stuck: { Icon: TriangleAlert, ink: 'text-warning', box: 'border-warning-line bg-warning-soft' },
  waiting: { Icon: Hourglass, ink: 'text-foreground', box: 'border-border bg-card' },
  starting: { Icon: LoaderCircle, ink: 'text-primary', box: 'border-border bg-card' },
  working: { Icon: CirclePlay, ink: 'text-success', box: 'border-border bg-card' },
  quiet: { Icon: CircleDot, ink: 'text-muted-foreground', box: 'border-border bg-card' },
  resting: { Icon: CirclePause, ink: 'text-muted-foreground', box: 'border-border bg-card' },
  not_started: { Icon: CircleDashed, ink: 'text-muted-foreground', box: 'border-border bg-muted/40' },
  absent: { Icon: UserRoundX, ink: 'text-muted-foreground', box: 'border-dashed border-input bg-transparent' },
};
