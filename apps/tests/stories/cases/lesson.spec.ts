import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect } from '@jest/globals';
import { newVisitor, openChromium } from '@spawner/kit/chromium';
import { docker } from '@spawner/kit/docker';
import { DEV_IMAGE, ensureDevImage, ownImage } from '@spawner/kit/images';
import { MailServer } from '@spawner/kit/mail-server';
import { askToRegister, logIn } from '@spawner/kit/pages/registration';
import { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { uniqueId } from '@spawner/kit/run';
import { writeTemplates } from '@spawner/kit/templates';
import { tidyUp } from '@spawner/kit/tidy-up';
import { until } from '@spawner/kit/until';
import { isWhole } from '@spawner/kit/whole';
import type { Browser, Locator, Page } from 'playwright-core';
import { behindTraefik, builtIn, type GatewayUnderTest } from '../support/gateways.js';
import { type LoginCard, Pupil } from '../support/pupil.js';
import { timedSteps } from '../support/step-times.js';
import { unzip } from '../support/unzip.js';

const FAILS = 'Emil';
const HANGS = 'Frida';
const CALLS = 'Hanna';
const RESET = 'Jürgen';
const PUPILS = [FAILS, HANGS, CALLS, RESET, ...Array.from({ length: 26 }, (_, nth) => `Kind${nth + 5}`)];
const WORKING = PUPILS.length - 2;
/** For what the engine does thirty times. */
const LONG_MS = 120_000;

/** The dev template, but for one pupil it ends at once, and for another it never answers. */
const RECIPE = `FROM ${DEV_IMAGE}
ENTRYPOINT ["sh", "-c", "case $USER_SLUG in emil-*) echo 'no module named turtle' >&2; exit 3;; frida-*) exec sleep 900;; esac; exec sh /opt/welcome/start.sh"]
`;

/** A short run has one gateway: what it adds to a lesson is in other stories, too. */
const gateways = { 'built-in gateway': builtIn, ...(isWhole() && { Traefik: behindTraefik }) };

for (const [name, open] of Object.entries(gateways)) {
  const needs = ['chromium', 'engine', ...(open === behindTraefik ? ['traefik'] : [])];
  describeWith(needs, `lesson with thirty pupils, ${name}`, () => {
    let gateway: GatewayUnderTest;
    let browser: Browser;
    let teacher: Page;
    let classUrl: string;
    let cards: LoginCard[];
    /** All but the one who has a browser. */
    let pupils: Pupil[];
    /** Those of them whose services will run. */
    let working: Pupil[];
    let caller: Page;
    const keep = tidyUp(180);
    const step = timedSteps(`lesson, ${name}`);

    beforeAll(async () => {
      await ensureDevImage();
      const image = `spawner-${uniqueId('lesson')}`;
      await keep(ownImage(image, { from: { recipe: RECIPE } }));
      const folder = await mkdtemp(join(tmpdir(), 'spawner-lesson-'));
      await keep({ close: () => rm(folder, { recursive: true }) });
      const place = { volumes: ['/srv/www'], upload: '/srv/www', read_only: true };
      const settings = { ...place, memory: '64m', memory_typical: '16m', ready: { seconds: 600 } };
      await writeTemplates(folder, { dev: { image, settings } });
      const mailbox = await keep(MailServer.start());
      gateway = await open(keep, { ...mailbox.settings, TEMPLATES_DIR: folder });
      browser = await keep(openChromium());

      const admin = await Person.register(gateway, 'admin@school.example', mailbox);
      teacher = await (await newVisitor(browser, { viewport: { width: 1366, height: 768 } })).newPage();
      await askToRegister(teacher, gateway.url, 'vogel@school.example');
      await logIn(teacher, await mailbox.linkFor('vogel@school.example'));
      await teacher.getByRole('article').waitFor();
      const { body } = await admin.request('/api/admin/users?q=vogel');
      const [{ id, version }] = body['items'] as [{ id: number; version: number }];
      const answer = await admin.request(`/api/admin/user/${String(id)}`, {
        method: 'PATCH',
        body: { role: 'manager', version },
      });
      expect(answer.status).toBe(200);
    }, 180_000);

    const person = (first: string) => `${first} ${gateway.installation.id}`;
    const button = (label: string | RegExp, place: Page | Locator = teacher) =>
      place.getByRole('button', { name: label, exact: typeof label === 'string' });
    const dialog = () => teacher.getByRole('dialog');
    const tiles = () => teacher.getByRole('list', { name: 'Mitglieder' }).getByRole('button');
    const tile = (first: string, state: string) =>
      tiles()
        .filter({ hasText: person(first) })
        .filter({ hasText: state });
    const goTo = (tab: string) => teacher.getByRole('link', { name: tab, exact: true }).click();
    const openLive = async () => {
      await goTo('Live');
      await tiles()
        .nth(PUPILS.length - 1)
        .waitFor();
    };
    /** A request for each, and the answers of all. */
    const ofAll = <T>(those: readonly Pupil[], ask: (pupil: Pupil) => Promise<T>) => Promise.all(those.map(ask));

    step('class is made, and its list read from Excel', async () => {
      await teacher.goto(`${gateway.url}/classes`);
      await button('Klasse anlegen').first().click();
      await dialog().getByLabel('Name', { exact: true }).fill('7b Informatik');
      await button('Anlegen', dialog()).click();
      await teacher.waitForURL('**/members');
      classUrl = teacher.url().replace('/members', '');

      await button('Liste einlesen').first().click();
      const rows = PUPILS.map((first, nth) => `${gateway.installation.id};${first};${String(nth + 1)}`);
      const list = ['Nachname;Vorname;Nummer', ...rows, ''].join('\r\n');
      await dialog()
        .getByLabel('Datei auswählen')
        .setInputFiles({ name: '7b.csv', mimeType: 'text/csv', buffer: Buffer.from(list, 'latin1') });
      await dialog().getByText('30 neu · 0 geändert · 0 gleich · 0 nicht übernommen').waitFor();
      await button('Übernehmen (30)').click();
      await dialog().getByText('Übernommen: 30').waitFor({ timeout: LONG_MS });
    });

    step('cards are printed', async () => {
      await dialog().getByRole('link', { name: 'Anmeldekarten drucken' }).click();
      await button('30 Karten erstellen').click();
      const papers = teacher.getByRole('article');
      await papers.nth(PUPILS.length - 1).waitFor();
      cards = await papers.evaluateAll((all) =>
        all.map((paper) => {
          const [classCode = '', code = ''] = [...paper.querySelectorAll('dd')].map((each) => each.textContent);
          return { name: paper.querySelectorAll('p')[1]?.textContent ?? '', classCode, code };
        }),
      );
      expect(cards.map((card) => card.name).sort()).toEqual(PUPILS.map(person).sort());
    });

    step('all log in with typed codes at once, one of them in a browser', async () => {
      const ofCaller = cards.find((card) => card.name === person(CALLS));
      if (!ofCaller) throw new Error('no card');
      caller = await (await newVisitor(browser)).newPage();
      await caller.goto(`${gateway.url}/k`);
      await caller.getByLabel('Code der Klasse').fill(ofCaller.classCode);
      await caller.getByLabel('Eigener Code').fill(ofCaller.code);
      const others = cards.filter((card) => card !== ofCaller);
      [pupils] = await Promise.all([
        Promise.all(others.map((card) => Pupil.logIn(gateway, card))),
        caller.keyboard.press('Enter').then(() => caller.getByRole('article').waitFor()),
      ]);
      expect(pupils).toHaveLength(PUPILS.length - 1);
      working = pupils.filter((pupil) => ![FAILS, HANGS].map(person).includes(pupil.name));
      await caller.getByText('Gerade keine Stunde').waitFor();
    });

    step('lesson begins and starts all: 28 work, and the page says why one fails', async () => {
      await teacher.goto(classUrl);
      await button('Stunde beginnen').click();
      await dialog().getByText('30 Container starten.').waitFor();
      await dialog().getByLabel('Am Ende alle anhalten').check();
      await button('Stunde beginnen', dialog()).click();
      await tiles()
        .filter({ hasText: /Arbeitet|Still/ })
        .nth(WORKING - 1)
        .waitFor({ timeout: LONG_MS });
      await tile(FAILS, 'Fehler').click();
      await dialog().locator('summary').click();
      await dialog().getByText('no module named turtle').waitFor();
      await button('Schließen', dialog()).click();
      await caller.getByText(/^Stunde bis /).waitFor();

      const pages = await ofAll(working, async (pupil) => {
        const { status, text } = await pupil.open();
        return { status, isTheirs: text.includes(`<dd data-fact="slug">${pupil.slug}</dd>`) };
      });
      expect(pages).toEqual(working.map(() => ({ status: 200, isTheirs: true })));
    });

    step('one calls for help, is seen first, and is helped', async () => {
      await button('Hilfe rufen', caller).click();
      await caller.getByText('Hilfe gerufen · Sie sind als Nächstes dran').waitFor();
      await caller.getByLabel('Worum geht es? (freiwillig)').fill('Meine Seite bleibt leer');
      await button('Dazuschreiben', caller).click();
      await tile(CALLS, 'Platz 1 · Meine Seite bleibt leer').waitFor();
      await teacher.mouse.move(0, 0);
      await tiles()
        .first()
        .filter({ hasText: person(CALLS) })
        .click();
      await button('Erledigt', dialog()).click();
      await button('Hilfe rufen', caller).waitFor();
      await button('Schließen', dialog()).click();
    });

    step('message: one reads it and puts it away', async () => {
      await button('Nachricht').click();
      await dialog().getByLabel('Nachricht', { exact: true }).fill('Bitte speichern');
      await button('Senden', dialog()).click();
      await button('Schließen', dialog()).click();
      await caller.getByText('Bitte speichern').waitFor();
      await button('Gelesen', caller).click();
      await caller.getByText('Bitte speichern').waitFor({ state: 'detached' });
      await button('Nachricht').click();
      await dialog().getByText('weggelegt von 1').waitFor();
      await button('Abbrechen', dialog()).click();
    });

    step('material is handed out: every running service has it', async () => {
      await goTo('Material');
      const sheet = { name: 'Aufgabe.txt', mimeType: 'text/plain', buffer: Buffer.from('Draw a house.') };
      await teacher.locator('input[type=file]').first().setInputFiles(sheet);
      await button('An alle austeilen (30)', dialog()).click();
      await teacher.getByText('29 von 30 haben es').waitFor({ timeout: LONG_MS });
      await teacher.getByText('1 bekommt es beim nächsten Start').waitFor();
      await teacher.locator('summary').first().click();
      const late = teacher.getByRole('listitem').filter({ hasText: person(HANGS) });
      await late.last().getByText('Kommt mit dem nächsten Start.').waitFor();
      const sheets = await ofAll(working, (pupil) => pupil.open('Material/Aufgabe/Aufgabe.txt'));
      expect(sheets.map(({ text }) => text)).toEqual(working.map(() => 'Draw a house.'));
    });

    step('work is collected: one folder each, and a list of all', async () => {
      await ofAll(working, (pupil) => pupil.saves('house.txt', `a house of ${pupil.slug}`));
      await button('Einsammeln …').click();
      await button('Einsammeln', dialog()).click();
      const link = teacher.getByRole('link', { name: 'Herunterladen' });
      await link.waitFor({ timeout: LONG_MS });
      const [download] = await Promise.all([teacher.waitForEvent('download'), link.click()]);
      const files = await unzip(await download.path());
      const top = download.suggestedFilename().replace('.zip', '');
      const houses = working.map(({ name, slug }) => files[`${top}/${name} (${slug})/house.txt`]);
      expect(houses).toEqual(working.map(({ slug }) => `a house of ${slug}`));
      const counted = (files[`${top}/_Inhalt.csv`] ?? '')
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(','));
      // The sheet, and what they have made of it.
      const expected = PUPILS.map((first) => [
        person(first),
        first === HANGS ? 0 : [FAILS, CALLS].includes(first) ? 1 : 2,
      ]);
      expect(Object.fromEntries(counted.map(([who = '', , count]) => [JSON.parse(who), Number(count)]))).toEqual(
        Object.fromEntries(expected),
      );
    });

    step('one is stuck, which the page finds by itself', async () => {
      await openLive();
      await tile(HANGS, 'Hängt').waitFor({ timeout: LONG_MS });
    });

    step('one is reset: the work is collected, then gone, and the material is there again', async () => {
      const [pupil] = working.filter((each) => each.name === person(RESET));
      if (!pupil) throw new Error('not logged in');
      await tile(RESET, '').click();
      await button('Zurücksetzen …', dialog()).click();
      const reset = dialog().last();
      await reset.getByRole('radio', { name: 'Ordner leeren Alle Dateien' }).check();
      await reset.getByRole('textbox').fill('1');
      await button('Zurücksetzen', reset).click();
      await until('the container is gone', 120, async () => (await pupil.status()) === 'not_created');
      await teacher.goto(`${classUrl}/material`);
      await teacher.getByRole('link', { name: 'Herunterladen' }).nth(1).waitFor();
      await pupil.launches();
      expect((await pupil.open('Material/Aufgabe/Aufgabe.txt')).text).toBe('Draw a house.');
      expect((await pupil.open('house.txt')).status).toBe(404);
    });

    step('lesson ends and stops all', async () => {
      await openLive();
      await button('Stunde beenden').click();
      await button('Stunde beenden', dialog()).click();
      await caller.getByText('Gerade keine Stunde').waitFor();
      const { network } = gateway.installation;
      await until(
        'no container runs',
        120,
        async () => (await docker(['ps', '--quiet', '--filter', `network=${network}`])) === '',
      );
      // The one that failed remains failed.
      await tiles()
        .filter({ hasText: 'Ruht' })
        .nth(PUPILS.length - 2)
        .waitFor();
    });
  });
}
