// Loaded beforehand: a test with a false clock does not wait for them.
import '../../src/app/pages/confirm.page.js';
import '../../src/app/pages/dashboard.page.js';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { App } from '../../src/app/app.js';
import { createQueryClient } from '../../src/app/query-client.js';

/** The whole page at a path, as a browser would open it. */
export function openPage(path: string) {
  window.history.pushState(null, '', path);
  const queryClient = createQueryClient();
  queryClient.setDefaultOptions({ queries: { ...queryClient.getDefaultOptions().queries, retryDelay: 0 } });
  render(<App queryClient={queryClient} />);
  return { person: userEvent.setup(), queryClient };
}

/** A part of the page that needs the router. */
export const renderInApp = (part: ReactNode) => render(<MemoryRouter>{part}</MemoryRouter>);
