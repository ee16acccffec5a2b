import { clsx } from 'clsx';

export function Logo({ className }: { className?: string }) {
  return (
    <span className={clsx('inline-flex items-center gap-2.5 font-semibold tracking-tight', className)}>
      <svg viewBox="0 0 32 32" className="size-8" aria-hidden>
        <rect width="32" height="32" rx="8" className="fill-[#0f5e70]" />
        <rect x="7" y="13" width="12" height="12" rx="3" fill="none" stroke="#fff" strokeWidth="2.5" />
        <rect x="16.5" y="6.5" width="9" height="9" rx="2.5" className="fill-[#7fe3d4]" />
      </svg>
      <span className="max-[23rem]:sr-only">Spawner</span>
    </span>
  );
}
