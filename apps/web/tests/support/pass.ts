import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Advances the fake clock and runs the timers that are due. */
export const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
