import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { addressFamiliarly, switchLanguage } from '../src/i18n/i18n.js';

// Generous for a busy machine; a test that passes does not wait for it.
configure({ asyncUtilTimeout: 10_000 });

/** Every test starts on `/` in a German browser. */
beforeEach(async () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-DE']);
  window.history.replaceState(null, '', '/');
  await switchLanguage('de');
  await addressFamiliarly(false);
  document.documentElement.lang = 'de';
  localStorage.clear();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
