import { type WaitingPage, writeWaitingPage } from './waiting-page.js';

/** The browser tab of one service. */
export interface ServiceTab {
  /** Shows a line of progress on the waiting page. */
  say(text: string): void;
  show(url: string): void;
  close(): void;
}

interface OpenOptions {
  type: string;
  waiting: WaitingPage;
  /** What an open tab shows may stay until the service replaces it; else it gets the waiting page at once. */
  running: boolean;
}

const tabs = new Map<string, Window>();

/**
 * Opens the tab of a service, or brings the one that is still open to the front. Must run inside the click: later, the
 * browser takes it for a pop-up. Null when the browser refuses all the same.
 *
 * The name finds an open tab again even after a reload of the dashboard, and opening by name is the only way to focus a
 * tab that has no opener.
 */
export function openServiceTab({ type, waiting, running }: OpenOptions): ServiceTab | null {
  const name = `spawner-${type}`;
  restoreName(tabs.get(type), name);
  const tab = openDisowned(name, running);
  if (!tab) return null;
  tabs.set(type, tab);
  const page = isBlank(tab) ? writeWaitingPage(tab.document, waiting) : null;

  const close = () => {
    window.removeEventListener('pagehide', close);
    tab.close();
  };
  // Only the dashboard can end the waiting.
  window.addEventListener('pagehide', close);

  return {
    say: (text) => page?.say(text),
    show: (url) => {
      window.removeEventListener('pagehide', close);
      if (!tab.closed) tab.location.replace(url);
    },
    close,
  };
}

function openDisowned(name: string, keepPage: boolean): Window | null {
  const tab = window.open('', name);
  if (!tab || tab.closed) return null;
  if (disown(tab) && (keepPage || isBlank(tab))) return tab;
  tab.close();
  const fresh = window.open('', name);
  return fresh && !fresh.closed && disown(fresh) ? fresh : null;
}

/**
 * `open` makes this page the tab's opener, also of a tab that exists: the service must never see it. False for a page
 * of another origin, whose opener cannot be taken away from here.
 */
function disown(tab: Window): boolean {
  try {
    tab.opener = null;
    return true;
  } catch {
    return false;
  }
}

/** Only after `disown`, which detects pages of another origin. */
const isBlank = (tab: Window): boolean => tab.location.href === 'about:blank';

/** A service may have renamed its own tab. */
function restoreName(tab: Window | undefined, name: string): void {
  try {
    if (tab && !tab.closed) tab.name = name;
  } catch {
    // The tab shows another origin: its name cannot be changed.
  }
}
