import { useSyncExternalStore } from 'react';
import { readPreference, storePreference } from './preference.js';

export const themes = ['light', 'dark', 'system'] as const;
export type Theme = (typeof themes)[number];

const isTheme = (value: string | null): value is Theme => themes.some((theme) => theme === value);
const systemIsDark = () => window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let current: Theme | undefined;

function currentTheme(): Theme {
  if (current === undefined) {
    const stored = readPreference('theme');
    current = isTheme(stored) ? stored : 'system';
  }
  return current;
}

export function setTheme(theme: Theme): void {
  current = theme;
  storePreference('theme', theme);
  applyTheme();
  listeners.forEach((listener) => listener());
}

/** Keeps the page on the chosen theme; `system` follows the system while the page is open. */
export function followTheme(): void {
  applyTheme();
  systemIsDark().addEventListener('change', applyTheme);
}

export const useTheme = (): Theme =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentTheme);

function applyTheme(): void {
  const theme = currentTheme();
  const dark = theme === 'dark' || (theme === 'system' && systemIsDark().matches);
  document.documentElement.classList.toggle('dark', dark);
}
