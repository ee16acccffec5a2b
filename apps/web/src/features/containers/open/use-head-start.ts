import type { ContainerStatus } from '@spawner/contracts';
import { type ComponentProps, useEffect, useRef } from 'react';
import { call } from '../../../lib/api.js';

/** A pointer that only crosses the button leaves it sooner. */
const DWELL_MS = 120;
/** The server holds what it has prepared for this long. */
const AGAIN_MS = 20_000;

export type HeadStart = Pick<
  ComponentProps<'button'>,
  'onPointerEnter' | 'onPointerLeave' | 'onPointerDown' | 'onFocus' | 'onBlur'
>;

/** For the button that launches a card of this shown status: has the container prepared as soon as a click is likely. */
export function useHeadStart(type: string, status: ContainerStatus): HeadStart {
  const dwell = useRef<number>(undefined);
  const last = useRef(-Infinity);
  // A click within the dwell has launched it: nothing is left to prepare, and no event ends the dwell.
  useEffect(() => () => clearTimeout(dwell.current), [status]);

  const prepare = () => {
    if (performance.now() - last.current < AGAIN_MS) return;
    last.current = performance.now();
    // Without it the launch takes longer, which is all.
    call('prepare', { params: { type } }).catch(() => undefined);
  };
  const begin = () => {
    clearTimeout(dwell.current);
    dwell.current = window.setTimeout(prepare, DWELL_MS);
  };
  const end = () => clearTimeout(dwell.current);

  if ((status !== 'not_created' && status !== 'stopped') || savesData()) return {};
  return {
    onPointerEnter: begin,
    onPointerLeave: end,
    // Not for a finger: it may be about to scroll the page, which ends its dwell.
    onPointerDown: ({ pointerType }) => pointerType !== 'touch' && prepare(),
    // Not after a click into the page, or when a dialog gives the focus back to a mouse user.
    onFocus: ({ currentTarget }) => currentTarget.matches(':focus-visible') && begin(),
    onBlur: end,
  };
}

const savesData = (): boolean =>
  matchMedia('(prefers-reduced-data: reduce)').matches ||
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
