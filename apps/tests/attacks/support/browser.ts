import { openChromium } from '@spawner/kit/chromium';
import type { Browser } from 'playwright-core';

/** Chromium that resolves every name below spawner.test to this machine and trusts the run's certificate. */
export const openBrowser = (): Promise<Browser> =>
  openChromium([
    '--host-resolver-rules=MAP *.spawner.test 127.0.0.1, MAP *.evil.test 127.0.0.1',
    '--ignore-certificate-errors',
  ]);
