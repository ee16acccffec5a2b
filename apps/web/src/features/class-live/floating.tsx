import { clsx } from 'clsx';
import { Unplug } from 'lucide-react';

/** Over the lower edge of the tiles, which do not move for it. */
export const Floating = ({ warns = false, children }: { warns?: boolean; children: string }) => (
  <p
    // Only what is wrong is read out.
    role={warns ? 'status' : undefined}
    className={clsx(
      'pointer-events-none sticky bottom-3 z-10 mx-auto -mt-12 flex w-fit animate-enter items-center gap-2 rounded-full border px-4 py-2 text-sm shadow-lifted',
      warns ? 'border-warning-line bg-warning-soft' : 'bg-card max-md:hidden',
    )}
  >
    {warns && <Unplug className="size-4 shrink-0 text-warning" aria-hidden />}
    {children}
  </p>
);
