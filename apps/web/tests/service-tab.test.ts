import { describe, expect, it, vi } from 'vitest';
import { openServiceTab } from '../src/features/containers/open/service-tab.js';
import { type FakeTab, fakeTabs } from './support/fake-tab.js';

const URL = 'https://coder.domain.com/test-dev';
const waiting = { title: 'Development Container wird gestartet …', text: 'Bitte warten.' };
/** Its own type for each test: the module remembers tabs by type. */
let count = 0;
const freshType = () => `type${++count}`;

describe('a new tab', () => {
  it('no opener, waiting page in the style of the dashboard, then the service', () => {
    const { opened } = fakeTabs();
    document.documentElement.className = 'dark';
    const tab = openServiceTab({ type: freshType(), waiting, running: false });
    const page = opened[0]?.document;
    expect(opened[0]?.opener).toBeNull();
    expect(page?.title).toBe(waiting.title);
    expect(page?.documentElement.className).toBe('dark');
    expect(page?.documentElement.lang).toBe('de');
    expect(page?.querySelectorAll('script, [style]')).toHaveLength(0);
    tab?.say('Container wird angelegt');
    expect(page?.querySelector('[role=status]')?.textContent).toBe('Container wird angelegt');
    tab?.show(URL);
    expect(opened[0]?.location.href).toBe(URL);
  });

  it('name with markup: shown as text', () => {
    const { opened } = fakeTabs();
    openServiceTab({ type: freshType(), waiting: { title: '<img src=x>', text: '<b>x</b>' }, running: false });
    expect(opened[0]?.document.querySelector('main img, main b')).toBeNull();
  });

  it('browser blocks it: null', () => {
    vi.spyOn(window, 'open').mockReturnValue(null);
    expect(openServiceTab({ type: freshType(), waiting, running: true })).toBeNull();
  });

  it('closed by the user: not opened again', () => {
    const { opened } = fakeTabs();
    const tab = openServiceTab({ type: freshType(), waiting, running: false });
    opened[0]?.close();
    tab?.show(URL);
    expect(opened[0]?.location.href).toBe('about:blank');
  });

  it('dashboard closes: a waiting tab closes, one with the service stays', () => {
    const { opened } = fakeTabs();
    openServiceTab({ type: freshType(), waiting, running: false });
    openServiceTab({ type: freshType(), waiting, running: false })?.show(URL);
    window.dispatchEvent(new Event('pagehide'));
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
  });
});

describe('a tab that is still open', () => {
  function open(running: boolean) {
    const tabs = fakeTabs();
    const type = freshType();
    openServiceTab({ type, waiting, running: true })?.show(URL);
    const [first] = tabs.opened as [FakeTab];
    const again = () => openServiceTab({ type, waiting, running });
    return { ...tabs, first, again };
  }

  it('same service: loaded again, no second tab, no opener', () => {
    const { opened, first, again } = open(true);
    first.location.href = `${URL}/deep`;
    const tab = again();
    expect(first.opener).toBeNull();
    expect(first.location.href).toBe(`${URL}/deep`);
    tab?.show(URL);
    expect(first.location.href).toBe(URL);
    expect(opened).toHaveLength(1);
  });

  it('renamed by the service: found', () => {
    const { opened, first, again } = open(true);
    first.name = 'mine';
    again();
    expect(opened).toHaveLength(1);
  });

  it('service has to start: replaced by the waiting page', () => {
    const { opened, first, again } = open(false);
    again();
    expect(first.closed).toBe(true);
    expect(opened[1]?.document.title).toBe(waiting.title);
    expect(opened[1]?.opener).toBeNull();
  });

  it('shows another origin: replaced, because its opener cannot be removed', () => {
    const { opened, first, again } = open(true);
    Object.defineProperty(first, 'opener', {
      set: (value) => {
        if (value === null) throw new DOMException('cross-origin', 'SecurityError');
      },
    });
    again();
    expect(first.closed).toBe(true);
    expect(opened[1]?.opener).toBeNull();
  });

  it('closed: opened again', () => {
    const { opened, first, again } = open(true);
    first.close();
    again();
    expect(opened).toHaveLength(2);
  });
});
