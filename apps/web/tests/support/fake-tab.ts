import { vi } from 'vitest';

/** A browser tab as `window.open` hands it out. */
export class FakeTab {
  name = '';
  closed = false;
  opener: unknown = window;
  readonly document = document.implementation.createHTMLDocument();
  readonly location = {
    href: 'about:blank',
    replace: (url: string) => {
      this.location.href = url;
    },
  };
  readonly close = vi.fn(() => {
    this.closed = true;
  });
}

/** A browser that finds open tabs by name and makes itself their opener again, as the HTML standard has it. */
export function fakeTabs() {
  const opened: FakeTab[] = [];
  const open = vi.spyOn(window, 'open').mockImplementation((_url, name = '') => {
    const found = opened.find((tab) => tab.name === name && !tab.closed);
    const tab = found ?? Object.assign(new FakeTab(), { name });
    tab.opener = window;
    if (!found) opened.push(tab);
    return tab as unknown as Window;
  });
  return { opened, open };
}
