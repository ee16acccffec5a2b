/** The two settings that this browser stores: `spawner.language` and `spawner.theme`. Storage may be blocked. */
export function readPreference(name: 'language' | 'theme'): string | null {
  try {
    return localStorage.getItem(`spawner.${name}`);
  } catch {
    return null;
  }
}

export function storePreference(name: 'language' | 'theme', value: string): void {
  try {
    localStorage.setItem(`spawner.${name}`, value);
  } catch {
    // The setting lasts until the page is closed.
  }
}
