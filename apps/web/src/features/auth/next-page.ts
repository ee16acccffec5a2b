const KEY = 'spawner.next';
/** As long as a mailed link may be valid: its time begins when the mail is accepted. */
const KEPT_MS = 30 * 60_000;
/** A page that sends the browser back sooner than this does not admit the user: going there again would be a loop. */
const BOUNCE_MS = 10_000;

type Storages = 'localStorage' | 'sessionStorage';

interface Kept {
  path: string;
  at: number;
}

/**
 * The page that was requested before the log-in. Null unless it is a page of this origin: not another origin in any
 * spelling, a scheme or the API.
 */
export function nextPage(wish: string | null): string | null {
  const url = wish?.startsWith('/') ? parsed(wish) : null;
  if (!wish || !url) return null;
  const { origin, pathname, search } = url;
  const path = pathname + search;
  const leaves = origin !== window.location.origin || /^\/[/\\]/.test(path);
  return leaves || /^\/api(\/|$)/i.test(decoded(pathname)) ? null : path;
}

/** Stored in this browser and not in the mailed link: an attacker could send a link with another page in it. */
export function rememberNextPage(wish: string | null): void {
  const path = nextPage(wish);
  write('localStorage', path ? { path, at: Date.now() } : null);
}

export function takeNextPage(): string | null {
  const kept = read('localStorage');
  write('localStorage', null);
  return kept && Date.now() - kept.at < KEPT_MS ? nextPage(kept.path) : null;
}

/** Loads a page that the server renders. `replace`: the log-in does not stay in the history. */
export function goTo(path: string): void {
  write('sessionStorage', { path, at: Date.now() });
  window.location.replace(path);
}

export function hasJustSentBack(path: string): boolean {
  const last = read('sessionStorage');
  return last?.path === path && Date.now() - last.at < BOUNCE_MS;
}

/** Storage may be blocked; the dashboard opens then. */
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

function parsed(path: string): URL | null {
  try {
    return new URL(path, window.location.origin);
  } catch {
    return null;
  }
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
