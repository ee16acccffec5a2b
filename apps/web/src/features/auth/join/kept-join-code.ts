import { SHORT_CODE } from '@spawner/contracts/values';

const KEY = 'spawner.join-code';
/** As long as the next page after a login is kept. */
const KEPT_MS = 30 * 60_000;

/** Through a login by mail, which may end in another tab. The address of the login page would carry it to a server. */
export function keptJoinCode(): string {
  try {
    const { code, at } = JSON.parse(window.localStorage.getItem(KEY) ?? '{}') as { code?: string; at?: number };
    return code && at && Date.now() - at < KEPT_MS && SHORT_CODE.test(code) ? code : '';
  } catch {
    return '';
  }
}

export function keepJoinCode(code: string | null): void {
  try {
    if (code === null) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, JSON.stringify({ code, at: Date.now() }));
  } catch {
    // Storage may be blocked: then it is typed again.
  }
}
