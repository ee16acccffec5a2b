import type { Container, ShareLink } from '@spawner/contracts';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { container, FakeApi, ok, problem } from './support/fake-api.js';
import { openPage } from './support/render-app.js';

const SHARE = 'POST /api/container/share/dev';
const LINKS = 'GET /api/container/share/dev';
const URL = `https://test-dev.apps.domain.com/.spawner/share#${'s'.repeat(43)}`;

const link = (id: number, more: Partial<ShareLink> = {}): ShareLink => ({
  id: `11111111-1111-4111-8111-11111111111${id}`,
  label: null,
  created_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  last_used_at: null,
  ...more,
});

function dashboard(card: Partial<Container>, links: ShareLink[] = []) {
  const api = new FakeApi()
    .on('GET /api/user/containers', () => ok({ containers: [container('dev', card)] }))
    .on(LINKS, () => ok({ links }));
  return { api, ...openPage('/dashboard') };
}

async function openDialog(links: ShareLink[] = []) {
  const shown = dashboard({ status: 'running', sharing: 'possible' }, links);
  await shown.person.click(await screen.findByRole('button', { name: 'Teilen' }));
  return { ...shown, dialog: within(await screen.findByRole('dialog', { name: 'Development Container teilen' })) };
}

it('new link with a lifetime: shown once, can be copied', async () => {
  const links: ShareLink[] = [];
  const { api, person, dialog } = await openDialog(links);
  api.on(SHARE, ({ body }) => {
    const details = link(1, { label: (body as { label: string }).label });
    links.push(details);
    return { status: 201, body: { url: URL, details } };
  });
  const copied = vi.spyOn(navigator.clipboard, 'writeText');
  await person.type(dialog.getByLabelText('Bezeichnung (freiwillig)'), 'Klasse 7b');
  await person.selectOptions(dialog.getByLabelText('Gültig für'), '1 Woche');
  await person.click(dialog.getByRole('button', { name: 'Link erstellen' }));
  expect(await dialog.findByText(URL)).toBeVisible();
  expect(api.sent(SHARE).map(({ body }) => body)).toEqual([{ expires_in_hours: 168, label: 'Klasse 7b' }]);
  await person.click(dialog.getByRole('button', { name: 'Link kopieren' }));
  expect(copied).toHaveBeenCalledWith(URL);
  const list = within(await dialog.findByRole('list', { name: 'Gültige Links' }));
  expect(list.getByRole('listitem')).toHaveTextContent(/Klasse 7b.*Läuft ab morgen.*Zuletzt benutzt nie/);
  expect(dialog.getByLabelText('Bezeichnung (freiwillig)')).toHaveValue('');
});

it('new link by default: one day, no label', async () => {
  const { api, person, dialog } = await openDialog();
  api.on(SHARE, () => ({ status: 201, body: { url: URL, details: link(1) } }));
  await person.type(dialog.getByLabelText('Bezeichnung (freiwillig)'), '  ');
  await person.click(dialog.getByRole('button', { name: 'Link erstellen' }));
  await dialog.findByText(URL);
  expect(api.sent(SHARE).map(({ body }) => body)).toEqual([{ expires_in_hours: 24 }]);
});

it('link is ended: leaves the list, its secret is hidden', async () => {
  const links = [link(1), link(2, { label: 'Eltern', last_used_at: new Date().toISOString() })];
  const { api, person, dialog } = await openDialog(links);
  const end = `DELETE /api/container/share/dev/${links[0]?.id ?? ''}`;
  api.on(end, () => {
    links.shift();
    return ok({ message: 'Link beendet' });
  });
  const rows = () => within(dialog.getByRole('list', { name: 'Gültige Links' })).getAllByRole('listitem');
  await dialog.findByText('Ohne Bezeichnung');
  expect(rows()[1]).toHaveTextContent(/Eltern.*Zuletzt benutzt jetzt/);
  await person.click(within(rows()[0] as HTMLElement).getByRole('button', { name: 'Beenden' }));
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(api.sent(end)).toHaveLength(1);
});

it('request fails: the problem is shown', async () => {
  const { api, person, dialog } = await openDialog();
  api.on(SHARE, () => problem(409, 'too_many_shares', 'Für diesen Service gibt es schon 20 Links.'));
  await person.click(dialog.getByRole('button', { name: 'Link erstellen' }));
  expect(await dialog.findByRole('alert')).toHaveTextContent('schon 20 Links');
});

it('services without an own origin: the dialog says why sharing is impossible', async () => {
  const { api, person } = dashboard({ status: 'running', sharing: 'own_origin_needed' });
  await person.click(await screen.findByRole('button', { name: 'Teilen' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog).toHaveTextContent(/nicht sicher teilen.*ROUTING=subdomain/);
  expect(within(dialog).queryByRole('button', { name: 'Link erstellen' })).toBeNull();
  expect(api.sent(LINKS)).toEqual([]);
});

it.each([
  { status: 'running', sharing: 'unneeded' },
  { status: 'not_created', sharing: 'possible' },
  { status: 'starting', sharing: 'possible' },
] as const)('%j: sharing is not offered', async (card) => {
  dashboard(card);
  await screen.findByRole('article');
  expect(screen.queryByRole('button', { name: 'Teilen' })).toBeNull();
});
