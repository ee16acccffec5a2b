import { SHORT_CODE } from '@spawner/contracts/values';

const KEY = 'spawner.class-code';

/** The code of a class is on every card of it, so it is no secret. Storage may be blocked: then it is typed again. */
export function keptClassCode(): string {
  try {
    const kept = window.localStorage.getItem(KEY) ?? '';
    return SHORT_CODE.test(kept) ? kept : '';
  } catch {
    return '';
  }
}

export function keepClassCode(code: string): void {
  try {
    window.localStorage.setItem(KEY, code);
  } catch {
    // See above.
  }
}
