import { act } from '@testing-library/react';
import { vi } from 'vitest';

/** Lets faked time pass, and everything that waited for it happen. */
export const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
