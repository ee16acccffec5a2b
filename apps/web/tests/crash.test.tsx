import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { expect, it, vi } from 'vitest';
import { CrashPage } from '../src/app/pages/crash.page.js';
import { ErrorBoundary } from '../src/components/error-boundary.js';
import { FakeApi } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

function Broken(): never {
  throw new Error('kaputt');
}

it('page that throws: crash page with the error and a reload; the next page renders again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const reload = vi.spyOn(window.location, 'reload').mockImplementation(() => undefined);
  const at = (path: string) => (
    <MemoryRouter>
      <ErrorBoundary resetKey={path} fallback={(error) => <CrashPage error={error} />}>
        {path === '/broken' ? <Broken /> : <p>heil</p>}
      </ErrorBoundary>
    </MemoryRouter>
  );
  const { rerender } = render(at('/broken'));
  expect(screen.getByRole('heading', { name: 'Hier ist etwas schiefgegangen' })).toBeVisible();
  expect(screen.getByText('Error: kaputt')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Neu laden' }));
  expect(reload).toHaveBeenCalledOnce();

  rerender(at('/whole'));
  expect(screen.getByText('heil')).toBeVisible();
});

it('unknown address: page says so and links to the start page', async () => {
  new FakeApi().loggedOut();
  openPage('/gibt/es/nicht');
  expect(await screen.findByRole('heading', { name: 'Diese Seite gibt es nicht' })).toBeVisible();
  expect(screen.getByRole('link', { name: 'Zur Startseite' })).toHaveAttribute('href', '/');
});
