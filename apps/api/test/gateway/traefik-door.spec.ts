import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { traefikLabels } from '../../src/gateway/traefik/traefik-labels.js';
import { ProbePass } from '../../src/signing/probe-pass.js';
import { announcesAdmins } from './admins.js';
import { ann } from './ann.js';
import { navigation, program } from './callers.js';
import { guardsItsDoor } from './door.js';
import { knowsNoGuests, letsGuestsIn } from './guests.js';
import { ask, askUpgrade } from './sockets.js';
import { SERVICE_HOST, TraefikHouse } from './traefik-house.js';
import { withTraefik } from './with-traefik.js';

withTraefik(() => {
  describe('the gateway over Traefik', () => {
    describe('as every gateway', () => {
      guardsItsDoor((handler, options) => TraefikHouse.open(handler, options));
    });
    describe('to guests, as every gateway', () => {
      letsGuestsIn((handler, options) => TraefikHouse.open(handler, options));
      knowsNoGuests((handler, options) => TraefikHouse.open(handler, options));
    });
    describe('to admins, as every gateway', () => {
      announcesAdmins((handler, options) => TraefikHouse.open(handler, options));
    });

    describe('over a private service', () => {
      let house: TraefikHouse;
      let probes: Record<string, unknown>[];

      beforeEach(async () => {
        probes = [];
        house = await TraefikHouse.open((request, response) => {
          probes.push(request.headers);
          response.end('service');
        });
      });

      afterEach(async () => {
        await house.close();
      });

      it('lets our own probe in and nobody who only looks like it, and never shows the container what it says', async () => {
        expect(await house.gateway.answers(ann)).toBe(true);
        expect(probes.length).toBeGreaterThan(0);
        expect(probes.filter((headers) => 'x-spawner-probe' in headers)).toEqual([]);
        probes.length = 0;
        const others = new ProbePass(house.door.signingKey).of('bob-dev');
        for (const shown of [{}, { 'x-spawner-probe': '1' }, { 'x-spawner-probe': others }]) {
          const answer = await house.askAs('', '/', { 'user-agent': 'Spawner-Probe', ...shown });
          expect(answer.status).toBe(401);
        }
        expect(probes).toEqual([]);
      });

      it('turns strangers away from a stopped service, and wakes it for its owner', async () => {
        let wakes = 0;
        await house.stop();
        house.gateway.wakeWith(async () => {
          wakes += 1;
          await house.launch();
        });
        probes.length = 0;
        for (const cookie of ['', house.door.cookieOf(2)]) {
          expect((await house.askAs(cookie, '/', program)).status).toBe(cookie ? 403 : 401);
        }
        expect([wakes, probes, house.visits]).toEqual([0, [], 0]);
        expect((await house.ask('/', program)).body).toBe('service');
        expect(wakes).toBe(1);
      });

      it('takes whose service it is from the container’s own label, not from the request', async () => {
        const forged = {
          ...program,
          'x-forwarded-uri': '/bob-dev/',
          'x-forwarded-host': 'other',
          'x-forwarded-prefix': '/bob-dev',
        };
        expect((await house.askAs(house.door.cookieOf(2), '/', forged)).status).toBe(403);
        expect((await house.ask('/', forged)).body).toBe('service');
      });

      it('serves nobody a public page that the container’s labels do not keep apart', async () => {
        const place = {
          host: house.host,
          prefix: '/ann-dev',
          network: 'n',
          entryPoint: 'web',
          certResolver: null,
          authAddress: '',
        };
        const [before] = Object.entries(traefikLabels(ann, place, { guarded: true, sandboxed: false })).filter(
          ([name]) => name.endsWith('.address'),
        );
        expect(before?.[1]).toMatch(/\/1\/ann-dev\/plain$/);
        house.door.policy = { access: 'public', trusted: false };
        const answer = await house.askAs('', '/', program);
        expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('labels_outdated')]);
      });

      it('carries no WebSocket of a page that is kept apart: it could set cookies', async () => {
        await house.stop();
        house.door.policy = { access: 'public', trusted: false };
        await house.launch();
        expect((await house.askAs('', '/', program)).body).toBe('service');
        const answer = await askUpgrade({ port: house.port, path: '/ann-dev/ws', headers: { host: house.host } });
        expect(answer.status).toBe(403);
      });
    });

    describe('with a host for each service', () => {
      let house: TraefikHouse;
      let seen: (string | undefined)[];
      const at = (path: string, headers: Record<string, string>) => ask({ port: house.port, path, headers });

      beforeEach(async () => {
        const open = (request: IncomingMessage, response: ServerResponse) => {
          if (request.headers['user-agent'] !== 'Spawner-Probe') seen.push(request.url);
          response.end('service');
        };
        seen = [];
        house = await TraefikHouse.open(open, { routing: 'subdomain' });
      });

      afterEach(async () => {
        await house.close();
      });

      /** There over the dashboard; gives the cookies of the service's host. */
      const enter = async (path: string): Promise<string> => {
        const away = await at(path, { host: SERVICE_HOST, ...navigation });
        const nonce = String(away.headers['set-cookie']).split(';')[0] ?? '';
        const show = new URL(String(away.headers.location));
        expect(show.origin).toBe(`http://${house.host}`);
        const cookie = house.annsCookie;
        const back = await at(show.pathname + show.search, { host: house.host, ...navigation, cookie });
        const entry = new URL(String(back.headers.location));
        expect(entry.origin).toBe(`http://${SERVICE_HOST}`);
        const entered = await at(entry.pathname + entry.search, { host: SERVICE_HOST, ...navigation, cookie: nonce });
        expect([entered.status, entered.headers.location]).toEqual([303, `http://${SERVICE_HOST}${path}`]);
        return (
          String(entered.headers['set-cookie']?.find((each) => each.startsWith('spawner_visit='))).split(';')[0] ?? ''
        );
      };

      it('carries the owner over from the dashboard, whether the service runs or has to be woken', async () => {
        const cookie = await enter('/a?b=c');
        expect((await at('/a?b=c', { host: SERVICE_HOST, ...navigation, cookie })).body).toBe('service');
        await house.stop();
        house.gateway.wakeWith(() => house.launch());
        const again = await enter('/d');
        expect((await at('/d', { host: SERVICE_HOST, ...program, cookie: again })).body).toBe('service');
        expect(seen).toEqual(['/a?b=c', '/d']);
      });

      it('takes no pass but that of the host', async () => {
        for (const cookie of ['', house.annsCookie, house.door.cookieOf(ann.userId, 60, 'ann-prod')]) {
          expect((await at('/', { host: SERVICE_HOST, ...program, ...(cookie && { cookie }) })).status).toBe(401);
        }
        expect(seen).toEqual([]);
      });
    });
  });
});
