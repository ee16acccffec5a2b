let pending: Promise<boolean> | null = null;
let renewals = 0;

/** The number of renewals. A call that failed but began before the last one is only repeated. */
export const renewalCount = (): number => renewals;

/**
 * Renews the session once for all calls that need it at the same time. Refresh tokens rotate: two renewals at once, even
 * from two tabs, would look like a stolen token and end the session.
 */
export function renewSession(renew: () => Promise<boolean>): Promise<boolean> {
  pending ??= acrossTabs(renew)
    .then((renewed) => {
      if (renewed) renewals += 1;
      return renewed;
    })
    .finally(() => {
      pending = null;
    });
  return pending;
}

async function acrossTabs(renew: () => Promise<boolean>): Promise<boolean> {
  // Lock manager: secure contexts only.
  const locks = (navigator as Partial<Pick<Navigator, 'locks'>>).locks;
  return locks ? await locks.request('spawner-session', renew) : await renew();
}
