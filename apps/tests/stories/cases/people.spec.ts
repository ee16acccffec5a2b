import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { containersOn, installationOf, volumesOf } from '@spawner/kit/docker';
import { freePort } from '@spawner/kit/free-port';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { followLink, register } from '@spawner/kit/pages/registration';
import { Person } from '@spawner/kit/person';
import { layOutPostgres, Postgres } from '@spawner/kit/postgres';
import type { Product } from '@spawner/kit/product';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import type { Browser, Page } from 'playwright-core';

const PEOPLE = 30;
const ADMIN = 'ann@elsewhere.example';

describeWith(['chromium', 'engine'], 'fresh production server: who gets in, and who is shut out again', () => {
  let mailbox: MailServer;
  let installation: Installation;
  let product: Product;
  let browser: Browser;
  /** Of the admin. */
  let page: Page;
  const keep = tidyUp();

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-people-'));
    await keep({ close: () => rm(folder, { recursive: true, force: true }) });
    // As root, PostgreSQL runs as another account.
    await chmod(folder, 0o755);
    await layOutPostgres(folder);
    const postgres = await keep(Postgres.start(folder));
    mailbox = await keep(MailServer.start());
    const port = await freePort();
    const settings = {
      NODE_ENV: 'production',
      PUBLIC_URL: `http://localhost:${port}`,
      JWT_SECRET_KEY: randomBytes(32).toString('hex'),
      SMTP_FROM: 'Spawner <noreply@school.example>',
      ...mailbox.settings,
      ...postgres.environment,
    };
    installation = await keep(Installation.create({ runtime: 'docker', port, settings }));
    product = await installation.start();
    browser = await keep(openChromium());
    page = await newPage();
  }, 120_000);

  const newPage = async () => (await newVisitor(browser)).newPage();
  const person = (number: number) => `person${number}.${installation.id}@school.example`;
  const openPerson = async (email: string) => {
    await page.goto(`${installation.url}/admin/people?q=${encodeURIComponent(email)}`);
    await page.getByRole('button', { name: `Aktionen für ${email}` }).click();
  };
  /** Without scrolling: a click of Playwright would bring it into view. */
  const canBeClicked = (name: string) =>
    page.getByRole('button', { name, exact: true }).evaluate((button) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    });
  const confirm = async (name: string) => {
    await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };

  it('first admin: only with the code that the start has printed', async () => {
    const code = /setup code (\w{4}-\w{4})/.exec(product.program.output)?.[1] ?? '';
    await page.goto(`${installation.url}/register`);
    await page.getByRole('heading', { name: 'Ersten Admin einrichten' }).waitFor();
    await page.getByLabel('Mailadresse').fill(ADMIN);
    await page.getByLabel('Einrichtungscode').fill('AAAA-AAAA');
    await page.getByRole('button', { name: 'Magic Link senden' }).click();
    await page.getByText('Dieser Einrichtungscode stimmt nicht.').waitFor();
    await page.getByLabel('Einrichtungscode').fill(code);
    await page.getByRole('button', { name: 'Magic Link senden' }).click();
    await page.getByRole('heading', { name: 'Prüfen Sie Ihr Postfach' }).waitFor();
    await followLink(page, await mailbox.linkFor(ADMIN));
    await page.goto(`${installation.url}/admin`);
    await page.getByRole('heading', { level: 1, name: 'Übersicht' }).waitFor();
  }, 60_000);

  it('rule "only @school.example": the console says what it does, and it is saved', async () => {
    await page.goto(`${installation.url}/admin/registration`);
    await page.getByRole('radio', { name: 'Nach Regeln' }).check();
    await page.getByLabel('Hinweis für Besucher').fill('Nur Adressen von school.example.');
    await page.getByRole('button', { name: 'Regel hinzufügen' }).click();
    await page.getByRole('textbox', { name: 'Muster, Regel 1' }).fill('@school.example');
    await page.getByText('So wird niemand abgelehnt').waitFor();
    await page.getByRole('button', { name: 'Andere ablehnen' }).click();
    await page.getByText('1 vorhandenes Konto dürfte sich heute nicht mehr registrieren.').waitFor();
    await page.getByRole('textbox', { name: 'Mailadresse' }).fill('eve@gmail.example');
    await page.getByText('Keine Regel passt → Voreinstellung: abgelehnt').waitFor();
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Gespeichert', { exact: true }).waitFor();
  }, 60_000);

  it('other address: refused with the hint, and gets no mail', async () => {
    const visitor = await newPage();
    await visitor.goto(`${installation.url}/register`);
    await visitor.getByText('Nur Adressen von school.example.').waitFor();
    await visitor.getByLabel('Mailadresse').fill('eve@gmail.example');
    await visitor.getByRole('button', { name: 'Magic Link senden' }).click();
    await visitor.getByRole('alert').getByText('Mit dieser Adresse ist hier keine Registrierung möglich.').waitFor();
    expect(mailbox.unread).toEqual([]);
    await visitor.context().close();
  }, 60_000);

  it(`${PEOPLE} people register; one is blocked while their page is open`, async () => {
    const blocked = await newPage();
    await register(blocked, installation.url, person(1), mailbox);
    for (let number = 2; number <= PEOPLE; number += 1) await Person.register(installation, person(number), mailbox);

    await openPerson(person(1));
    expect(await canBeClicked('Löschen')).toBe(true);
    // Lower than the menu on either side of its button.
    await page.setViewportSize({ width: 1280, height: 280 });
    await page.getByRole('button', { name: `Aktionen für ${person(1)}` }).evaluate(async (button) => {
      button.scrollIntoView({ block: 'center' });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    expect(await canBeClicked(`Aktionen für ${person(1)}`)).toBe(true);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.getByRole('button', { name: 'Sperren', exact: true }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Konto weitergegeben');
    await confirm('Sperren');
    await blocked.waitForURL('**/login');
    await blocked.getByRole('alert').getByText('Dieses Konto ist gesperrt.').waitFor();
    await blocked.context().close();
  }, 180_000);

  it('one is deleted with data: container, volumes and account are gone', async () => {
    const gone = await Person.register(installation, `gone.${installation.id}@school.example`, mailbox);
    await gone.hasLaunched('dev');
    const { user } = gone;
    const container = gone.containerName('dev');
    const owner = await installationOf(container);
    expect(await volumesOf(container, owner)).not.toEqual([]);
    await openPerson(user.email);
    await page.getByRole('button', { name: 'Löschen', exact: true }).click();
    await page.getByRole('dialog').getByRole('spinbutton').fill('0');
    await confirm('Löschen');
    await until('the account is erased', 60, async () => {
      const answer = await page.request.get(`${installation.url}/api/admin/user/${user.id}`);
      return answer.status() === 404;
    });
    expect(await containersOn(installation.network)).toEqual([]);
    expect(await volumesOf(container, owner)).toEqual([]);
  }, 240_000);

  it('audit: shows all of it, by the name of the admin and without the addresses of others', async () => {
    await page.goto(`${installation.url}/admin/audit`);
    await page.getByRole('table').waitFor();
    const answer = await page.request.get(`${installation.url}/api/admin/audit?limit=200`);
    const { events } = (await answer.json()) as { events: { action: string; facts: object }[] };
    const actions = events.map(({ action }) => action);
    for (const action of [
      'role_changed',
      'setting_changed',
      'mail_rule_changed',
      'user_blocked',
      'user_deleted',
      'user_erased',
    ])
      expect(actions).toContain(action);
    expect(JSON.stringify(events.map(({ facts }) => facts))).not.toContain('@school.example');
  }, 60_000);
});
