import { beforeAll, describe, expect } from '@jest/globals';
import { newVisitor } from '@spawner/kit/chromium';
import { freePort } from '@spawner/kit/free-port';
import { register } from '@spawner/kit/pages/registration';
import type { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { attack } from '../support/attack.js';
import { openBrowser } from '../support/browser.js';
import { openHostilePage, type Report } from '../support/hostile-page.js';
import { Target } from '../support/target.js';
import { TlsFront } from '../support/tls-front.js';

type Mode = 'path' | 'host' | 'subdomain';
type Kind = 'private' | 'public';

/** Where a page may act as its visitor, see docs/security.md. The visitor of a private page is always its owner. */
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
  'log in as another person by a form',
  'log out by a link',
] as const;

const MODES: readonly Mode[] = ['path', 'host', 'subdomain'];

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
        const input = `${mode}, ${kind} page, opened by ${kind === 'private' ? 'its owner' : 'another person'}`;
        let visitor: BrowserContext;
        let dashboard: Page;
        let report: Report;
        let name: string;

        /** Calls the API from the visitor's dashboard. */
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
        /** Requests that reached the visitor's other service. */
        const requestsOfOther = async (): Promise<string> => {
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
          // Opens both hosts, so that the attacks find their cookies.
          await requestsOfOther();
          report = await play(FIRST, 'first');
        }, 180_000);

        const outcomeOf = (what: (typeof FIRST)[number]): string => report.outcomes[what] ?? 'nothing';

        attack('API read with credentials', input, may.onDashboard ? 'as its owner' : 'reads nothing', async () => {
          const outcome = outcomeOf('read the API');
          if (may.onDashboard) expect(outcome).toContain(`${name}@example.com`);
          else expect(outcome).not.toMatch(/@example\.com|^200/);
          return outcome;
        });

        attack('change over the API', input, may.onDashboard ? 'as its owner' : 'nothing changes', async () => {
          const { text } = await api('/api/container/bait');
          const { status } = JSON.parse(text) as { status: string };
          expect(status).toBe(may.onDashboard ? 'running' : 'not_created');
          return `${outcomeOf('change something over the API')}; ${outcomeOf('change something unread')}`;
        });

        attack(
          'fetch and WebSocket to the visitor’s other service',
          input,
          may.onOtherServices ? 'as its owner' : 'gets no request',
          async () => {
            const seen = await requestsOfOther();
            for (const path of ['"/read"', '"/unread"', '"/socket"']) {
              if (may.onOtherServices) expect(seen).toContain(path);
              else expect(seen).not.toContain(path);
            }
            const outcomes = [
              outcomeOf("read the visitor's other service"),
              outcomeOf("open a WebSocket to the visitor's other service"),
            ];
            if (!may.onOtherServices) expect(outcomes.join()).not.toMatch(/hostile|open/);
            return outcomes.join('; ');
          },
        );

        attack(
          'a service worker over the whole host',
          input,
          mode === 'subdomain' ? 'only on its own host' : 'refused',
          async () => {
            const outcomes = [
              outcomeOf('a service worker over the whole host'),
              outcomeOf('a service worker from the root'),
            ];
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

        // Also on the dashboard's origin: its opener policy leaves the page no handle.
        attack('access to a pop-up of the dashboard', input, 'no handle', async () => {
          const outcome = outcomeOf('reach into a pop-up of the dashboard');
          expect(outcome).toMatch(/^(out of reach|nothing came)/);
          return outcome;
        });

        attack(
          'frame around the visitor’s other service',
          input,
          may.onOtherServices ? 'as its owner' : 'gets no request',
          async () => {
            const seen = await requestsOfOther();
            if (may.onOtherServices) expect(seen).toContain('"/framed"');
            else expect(seen).not.toContain('"/framed"');
            return report.frames['neighbour'] ?? 'no frame';
          },
        );

        attack('frame around the dashboard', input, 'blocked', async () => {
          expect(report.frames['dashboard']).toBe('blocked');
          return 'blocked';
        });

        attack('login of the visitor as another person', input, 'session unchanged', async () => {
          expect(await whoAmI()).toBe(`${name}@example.com`);
          return `${outcomeOf('log in as another person by a form')}, still ${name}`;
        });

        attack('cookies with platform names', input, 'the dashboard’s session remains', async () => {
          await play(['set cookies with platform names'], 'cookies');
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
          'logout of the visitor by a form',
          input,
          may.onDashboard ? 'logged out at most' : 'stays logged in',
          async () => {
            await play(['log out by a form'], 'form');
            const after = await whoAmI();
            if (!may.onDashboard) expect(after).toBe(`${name}@example.com`);
            return after;
          },
        );

        // Browsers limit cookies by registrable domain, so one host of a site can evict those of another.
        attack('overflow of the cookie jar', input, 'logged out at most, never another session', async () => {
          await play(['overflow the cookie jar'], 'overflow');
          await dashboard.reload();
          const after = await whoAmI();
          expect([`${name}@example.com`, '401']).toContain(after);
          if (kind === 'public' && mode !== 'subdomain') expect(after).toBe(`${name}@example.com`);
          return after;
        });

        attack('private page opened by another person', input, 'platform page, container gets no request', async () => {
          const seen = async () => {
            const { host, pathname } = new URL(`${addressOf('mallory-own')}/`);
            return (await mallory.open(`${pathname}seen`, { headers: { host } })).text;
          };
          const before = await seen();
          expect(before).toMatch(/^\[/);
          const page = await visitor.newPage();
          await page.goto(`${addressOf('mallory-own')}/secret`);
          expect(await page.content()).not.toContain('hostile');
          await page.close();
          expect(await seen()).toBe(before);
          return 'platform page or login';
        });
      });
    }
  });
}
