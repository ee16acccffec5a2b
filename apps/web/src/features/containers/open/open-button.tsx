import { ArrowLeftRight, ExternalLink, Hammer, type LucideIcon, Play, Plus, RotateCw } from 'lucide-react';
import type { ShownStatus } from '../../../components/status-badge.js';
import { Button } from '../../../components/ui/button.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { HeadStart } from './use-head-start.js';

/** By the status of the container, unless only a new one helps. */
type MainOffer = ShownStatus | 'recreate';

type Unable = 'waiting' | 'moving' | 'away' | 'starting' | 'stopping';

const isUnable = (offer: MainOffer): offer is Unable => !Object.hasOwn(offers, offer);

interface OpenButtonProps {
  offer: MainOffer;
  busy: boolean;
  /** The type of another container that has to be stopped before. */
  stopFirst: string | undefined;
  onClick: () => void;
  headStart: HeadStart;
  /** The card's heading: distinguishes the buttons of two cards. */
  describedBy: string;
}

const offers = {
  not_created: { text: 'container.create', Icon: Plus },
  running: { text: 'container.open', Icon: ExternalLink },
  paused: { text: 'container.open', Icon: ExternalLink },
  stopped: { text: 'container.start', Icon: Play },
  error: { text: 'container.retry', Icon: RotateCw },
  recreate: { text: 'action.recreate', Icon: Hammer },
} as const satisfies Record<Exclude<MainOffer, Unable>, { text: string; Icon: LucideIcon }>;

const busyTexts = {
  not_created: 'container.starting',
  waiting: 'container.waiting',
  moving: 'container.moving',
  away: 'container.away',
  starting: 'container.starting',
  running: 'container.opening',
  paused: 'container.opening',
  stopping: 'container.stopping',
  stopped: 'container.starting',
  error: 'container.starting',
  recreate: 'container.starting',
} as const satisfies Record<MainOffer, string>;

export function OpenButton({ offer, busy, stopFirst, onClick, headStart, describedBy }: OpenButtonProps) {
  const { t } = useTranslation();
  const common = { size: 'large', className: 'w-full', 'aria-describedby': describedBy, onClick } as const;
  if (busy || isUnable(offer)) {
    // Not `disabled`: the button would lose the keyboard's focus.
    return (
      <Button {...common} aria-disabled aria-busy>
        <Spinner />
        {t(busyTexts[offer])}
      </Button>
    );
  }
  if (stopFirst !== undefined) {
    return (
      <Button {...common}>
        <ArrowLeftRight aria-hidden />
        <span className="truncate">{t('container.swap', { type: stopFirst })}</span>
      </Button>
    );
  }
  const { text, Icon } = offers[offer];
  return (
    <Button {...common} {...headStart}>
      <Icon aria-hidden />
      {t(text)}
    </Button>
  );
}
