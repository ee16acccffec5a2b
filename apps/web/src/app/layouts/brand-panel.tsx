import { type LucideIcon, Rocket, Terminal } from 'lucide-react';
import { useTranslation } from '../../i18n/i18n.js';

/** A preview of the dashboard. */
export function BrandPanel() {
  const { t } = useTranslation();
  return (
    <aside className="relative isolate hidden overflow-hidden bg-[#0b3a46] text-[#e9f6f6] lg:grid lg:content-center lg:px-[8%]">
      <div
        aria-hidden
        className="absolute inset-0 -z-10 bg-[radial-gradient(45rem_30rem_at_85%_10%,#17707f_0%,transparent_70%),radial-gradient(#ffffff1c_1px,transparent_1px)] bg-size-[auto,22px_22px]"
      />
      <div className="grid max-w-lg gap-10">
        <div aria-hidden className="grid gap-4">
          <Tile icon={Terminal} name="Development Container" path="/test-dev" state={t('brand.running')} running />
          <Tile
            icon={Rocket}
            name="Production Container"
            path="/test-prod"
            state={t('brand.starting')}
            className="ml-12"
          />
        </div>
        <div className="grid gap-3">
          <p className="text-4xl leading-tight font-semibold tracking-tight text-balance">{t('brand.headline')}</p>
          <p className="text-lg text-[#b5d8da]">{t('brand.text')}</p>
        </div>
      </div>
    </aside>
  );
}

interface TileProps {
  icon: LucideIcon;
  name: string;
  path: string;
  state: string;
  running?: boolean;
  className?: string;
}

function Tile({ icon: Icon, name, path, state, running = false, className = '' }: TileProps) {
  return (
    <div
      className={`flex items-center gap-4 rounded-2xl border border-white/12 bg-white/8 p-4 shadow-2xl ${className}`}
    >
      <span className="grid size-11 place-items-center rounded-xl bg-white/10">
        <Icon className="size-5" />
      </span>
      <span className="grid flex-1">
        <span className="font-medium">{name}</span>
        <span className="font-mono text-sm text-[#9cc7ca]">{path}</span>
      </span>
      <span className="inline-flex items-center gap-2 text-sm">
        <span className={`size-2 rounded-full ${running ? 'bg-[#7fe3b5]' : 'animate-pulse bg-[#ffd58a]'}`} />
        {state}
      </span>
    </div>
  );
}
