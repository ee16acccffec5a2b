const KEY = 'spawner.next';
/** As long as a mailed link is good for. */
const KEPT_MS = 15 * 60_000;
/** Whoever is sent back here sooner than this is not let in there. */
const BOUNCE_MS = 10_000;

type Storages = 'localStorage' | 'sessionStorage';

interface Kept {
  path: string;
  at: number;
}

/**
 * Where somebody wanted to go before they had to log in. Null for whatever is no page of this origin: another origin in any
 * spelling, a scheme, the API.
 */
export function nextPage(wish: string | null): string | null {
  if (!wish?.startsWith('/') || !URL.canParse(wish, window.location.origin)) return null;
  const { origin, pathname, search } = new URL(wish, window.location.origin);
  const path = pathname + search;
  const leaves = origin !== window.location.origin || /^\/[/\\]/.test(path);
  return leaves || /^\/api(\/|$)/i.test(decoded(pathname)) ? null : path;
}

/** Stays in this browser, where the mailed link comes back to; a link could be made by anybody. */
export function rememberNextPage(wish: string | null): void {
  const path = nextPage(wish);
  write('localStorage', path ? { path, at: Date.now() } : null);
}

export function takeNextPage(): string | null {
  const kept = read('localStorage');
  write('localStorage', null);
  return kept && Date.now() - kept.at < KEPT_MS ? nextPage(kept.path) : null;
}

/** Leaves for a page that is not ours to render. `replace`: where it is left from is no place to come back to. */
export function goTo(path: string): void {
  write('sessionStorage', { path, at: Date.now() });
  window.location.replace(path);
}

/** Going there again would never end. */
export function hasJustSentBack(path: string): boolean {
  const last = read('sessionStorage');
  return last?.path === path && Date.now() - last.at < BOUNCE_MS;
}

/** Storage may be blocked; then everybody lands on the dashboard. */
function read(storage: Storages): Kept | null {
  try {
    return JSON.parse(window[storage].getItem(KEY) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

function write(storage: Storages, kept: Kept | null): void {
  try {
    if (kept) window[storage].setItem(KEY, JSON.stringify(kept));
    else window[storage].removeItem(KEY);
  } catch {
    // See above.
  }
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
