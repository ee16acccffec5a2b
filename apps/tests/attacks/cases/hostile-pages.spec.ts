import { beforeAll, describe, expect } from '@jest/globals';
import { newVisitor } from '@spawner/kit/chromium';
import { freePort } from '@spawner/kit/free-port';
import { register } from '@spawner/kit/pages/registration';
import type { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import { isWhole } from '@spawner/kit/whole';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { attack } from '../support/attack.js';
import { openBrowser } from '../support/browser.js';
import { openHostilePage, type Report } from '../support/hostile-page.js';
import { Target } from '../support/target.js';
import { TlsFront } from '../support/tls-front.js';

type Mode = 'path' | 'host' | 'subdomain';
type Kind = 'private' | 'public';

/** As docs/security.md has it: where a page may act as its visitor. A private page's visitor is its owner, always. */
const acts = (mode: Mode, kind: Kind) => ({
  onDashboard: kind === 'private' && mode === 'path',
  onOtherServices: kind === 'private' && mode !== 'subdomain',
});

const FIRST = [
  'read the API',
  'change something over the API',
  'change something unread',
  "read the visitor's other service",
  "ask the visitor's other service unread",
  "open a WebSocket to the visitor's other service",
  'a service worker over the whole host',
  'a service worker from the root',
  'reach into a pop-up of the dashboard',
  'frame the dashboard',
  "frame the visitor's other service",
  'log in as somebody else by a form',
  'log out by a link',
] as const;

/** Services share a host in two modes; the one in which it is the dashboard's as well gives a page the most. */
const MODES: readonly Mode[] = isWhole() ? ['path', 'host', 'subdomain'] : ['path', 'subdomain'];

for (const mode of MODES) {
  describeWith(['chromium'], `A hostile page in mode ${mode}`, () => {
    const keep = tidyUp();
    let target: Target;
    let browser: Browser;
    let mallory: Person;

    const hostOf = (segment: string): string => {
      const host = { path: 'coder.spawner.test', host: 'apps.spawner.test', subdomain: `${segment}.apps.spawner.test` };
      return `https://${host[mode]}:${new URL(target.origin).port}`;
    };
    const addressOf = (segment: string): string => hostOf(segment) + (mode === 'subdomain' ? '' : `/${segment}`);

    beforeAll(async () => {
      const port = await freePort();
      const front = await keep(TlsFront.before(port));
      target = await keep(
        Target.open({
          port,
          front: { origin: `https://coder.spawner.test:${front.port}` },
          settings: {
            ROUTING: mode,
            SERVICES_HOST: `apps.spawner.test:${front.port}`,
            APPS_DOMAIN: `apps.spawner.test:${front.port}`,
          },
        }),
      );
      browser = await keep(openBrowser());
      mallory = await target.newcomer('mallory');
      for (const type of ['open', 'own']) await mallory.hasLaunched(type);
    }, 120_000);

    for (const kind of ['private', 'public'] as const) {
      describe(kind, () => {
        const may = acts(mode, kind);
        const input = `${mode}, ${kind} page, opened by ${kind === 'private' ? 'its owner' : 'somebody else'}`;
        let visitor: BrowserContext;
        let dashboard: Page;
        let report: Report;
        let name: string;

        /** What the visitor's own page says. */
        const api = (path: string, method = 'GET'): Promise<{ status: number; text: string }> =>
          dashboard.evaluate(
            async ([address, verb]) => {
              const answer = await fetch(address, { method: verb });
              return { status: answer.status, text: await answer.text() };
            },
            [path, method] as const,
          );
        const whoAmI = async (): Promise<string> => {
          const { status, text } = await api('/api/user/me');
          return status === 200 ? (JSON.parse(text) as { email: string }).email : String(status);
        };
        /** What the visitor's other service was asked, according to itself. */
        const askedOfOther = async (): Promise<string> => {
          const page = await visitor.newPage();
          try {
            await page.goto(`${addressOf(`${name}-dev`)}/seen`);
            return await page.innerText('body');
          } finally {
            await page.close();
          }
        };
        const play = async (attempts: readonly string[], stage: string): Promise<Report> => {
          const plan = {
            dashboard: target.origin,
            neighbour: addressOf(`${name}-dev`),
            prefix: mode === 'subdomain' ? '' : kind === 'private' ? `/${name}-own` : '/mallory-open',
            token: await mallory.mailedToken(),
            attempts,
          };
          const url = addressOf(kind === 'private' ? `${name}-own` : 'mallory-open');
          return openHostilePage(visitor, url, plan, `${mode}-${kind}-${stage}`);
        };

        beforeAll(async () => {
          name = `${kind}visitor`;
          visitor = await newVisitor(browser, { ignoreHTTPSErrors: true });
          dashboard = await visitor.newPage();
          await register(dashboard, target.origin, `${name}@example.com`, target.mailbox);
          for (const type of ['dev', 'own']) {
            expect((await api(`/api/container/launch/${type}`, 'POST')).status).toBe(200);
          }
          // Enters both hosts as a person does, so that whatever cookies there are can be abused.
          await askedOfOther();
          report = await play(FIRST, 'first');
        }, 180_000);

        const told = (what: (typeof FIRST)[number]): string => report.outcomes[what] ?? 'nothing';

        attack(
          'fetch of the API with credentials',
          input,
          may.onDashboard ? 'as its owner' : 'reads nothing',
          async () => {
            const outcome = told('read the API');
            if (may.onDashboard) expect(outcome).toContain(`${name}@example.com`);
            else expect(outcome).not.toMatch(/@example\.com|^200/);
            return outcome;
          },
        );

        attack('a change over the API', input, may.onDashboard ? 'as its owner' : 'nothing changes', async () => {
          const { text } = await api('/api/container/bait');
          const { status } = JSON.parse(text) as { status: string };
          expect(status).toBe(may.onDashboard ? 'running' : 'not_created');
          return `${told('change something over the API')}; ${told('change something unread')}`;
        });

        attack(
          'fetch and WebSocket to the visitor’s other service',
          input,
          may.onOtherServices ? 'as its owner' : 'it sees nothing',
          async () => {
            const seen = await askedOfOther();
            for (const path of ['"/read"', '"/unread"', '"/socket"']) {
              if (may.onOtherServices) expect(seen).toContain(path);
              else expect(seen).not.toContain(path);
            }
            const outcomes = [
              told("read the visitor's other service"),
              told("open a WebSocket to the visitor's other service"),
            ];
            if (!may.onOtherServices) expect(outcomes.join()).not.toMatch(/hostile|open/);
            return outcomes.join('; ');
          },
        );

        attack(
          'a service worker over the whole host',
          input,
          mode === 'subdomain' ? 'on its own host alone' : 'refused',
          async () => {
            const outcomes = [told('a service worker over the whole host'), told('a service worker from the root')];
            if (mode !== 'subdomain') expect(outcomes.filter((outcome) => outcome === 'rules over /')).toEqual([]);
            expect(await whoAmI()).toBe(`${name}@example.com`);
            const other = await visitor.newPage();
            for (const url of [`${target.origin}/dashboard`, addressOf(`${name}-dev`)]) {
              await other.goto(url);
              expect(await other.innerText('body')).not.toContain('taken over');
            }
            await other.close();
            return outcomes.join('; ');
          },
        );

        // Even on its own origin: the dashboard's opener policy leaves the page no handle.
        attack('reaching into a pop-up of the dashboard', input, 'out of reach', async () => {
          const outcome = told('reach into a pop-up of the dashboard');
          expect(outcome).toMatch(/^(out of reach|nothing came)/);
          return outcome;
        });

        attack(
          'a frame around the visitor’s other service',
          input,
          may.onOtherServices ? 'as its owner' : 'it sees nothing',
          async () => {
            const seen = await askedOfOther();
            if (may.onOtherServices) expect(seen).toContain('"/framed"');
            else expect(seen).not.toContain('"/framed"');
            return report.frames['neighbour'] ?? 'no frame';
          },
        );

        attack('a frame around the dashboard', input, 'blocked', async () => {
          expect(report.frames['dashboard']).toBe('blocked');
          return 'blocked';
        });

        attack('login of the visitor as somebody else', input, 'stays who they are', async () => {
          expect(await whoAmI()).toBe(`${name}@example.com`);
          return `${told('log in as somebody else by a form')}, still ${name}`;
        });

        attack('cookies with our names', input, 'the dashboard’s stand', async () => {
          await play(['set cookies with our names'], 'cookies');
          await dashboard.reload();
          const after = await whoAmI();
          if (may.onDashboard) {
            expect([`${name}@example.com`, '401']).toContain(after);
            await visitor.clearCookies({ name: /^spawner_(access|refresh)$/, path: /^\/(api\/user|dashboard)$/ });
          } else {
            expect(after).toBe(`${name}@example.com`);
          }
          const own = (await visitor.cookies()).filter(({ value }) => value === 'tossed');
          return `${after}; ${own.length} cookies were set, on ${[...new Set(own.map(({ domain }) => domain))].join(', ')}`;
        });

        attack(
          'logging the visitor out by a form',
          input,
          may.onDashboard ? 'its owner at most' : 'stays logged in',
          async () => {
            await play(['log out by a form'], 'form');
            const after = await whoAmI();
            if (!may.onDashboard) expect(after).toBe(`${name}@example.com`);
            return after;
          },
        );

        // Browsers count cookies by registrable domain, so one host of a site can push out those of another.
        attack('an overflow of the cookie jar', input, 'logged out at most, never somebody else', async () => {
          await play(['overflow the cookie jar'], 'overflow');
          await dashboard.reload();
          const after = await whoAmI();
          expect([`${name}@example.com`, '401']).toContain(after);
          if (kind === 'public' && mode !== 'subdomain') expect(after).toBe(`${name}@example.com`);
          return after;
        });

        attack(
          'the private page, opened by somebody else',
          input,
          'they see none of it, nor does it see them',
          async () => {
            const seen = async () => {
              const { host, pathname } = new URL(`${addressOf('mallory-own')}/`);
              return (await mallory.visit(`${pathname}seen`, { headers: { host } })).text;
            };
            const before = await seen();
            expect(before).toMatch(/^\[/);
            const page = await visitor.newPage();
            await page.goto(`${addressOf('mallory-own')}/secret`);
            expect(await page.content()).not.toContain('hostile');
            await page.close();
            expect(await seen()).toBe(before);
            return 'a page of ours that says whose it is, or the login';
          },
        );
      });
    }
  });
}
