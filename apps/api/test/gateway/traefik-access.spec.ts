import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { traefikLabels } from '../../src/gateway/traefik/traefik-labels.js';
import { ProbePass } from '../../src/signing/probe-pass.js';
import { accessScenarios } from './access-scenarios.js';
import { adminVisitScenarios } from './admin-visit-scenarios.js';
import { ann } from './ann.js';
import { navigation, program } from './callers.js';
import { pageBaseScenarios } from './page-base-scenarios.js';
import { noShareLinkScenarios, shareLinkScenarios } from './share-link-scenarios.js';
import { ask, askUpgrade } from './sockets.js';
import { SERVICE_HOST, TraefikTestGateway } from './traefik-test-gateway.js';
import { withTraefik } from './with-traefik.js';

withTraefik(() => {
  describe('Traefik gateway, access', () => {
    describe('users', () => {
      accessScenarios((handler, options) => TraefikTestGateway.open(handler, options));
    });
    describe('guests', () => {
      shareLinkScenarios((handler, options) => TraefikTestGateway.open(handler, options));
      noShareLinkScenarios((handler, options) => TraefikTestGateway.open(handler, options));
    });
    describe('page base', () => {
      pageBaseScenarios((handler, options) => TraefikTestGateway.open(handler, options));
    });
    describe('admins', () => {
      adminVisitScenarios((handler, options) => TraefikTestGateway.open(handler, options));
    });

    describe('private service alone', () => {
      let subject: TraefikTestGateway;
      let probes: Record<string, unknown>[];

      beforeEach(async () => {
        probes = [];
        subject = await TraefikTestGateway.open((request, response) => {
          probes.push(request.headers);
          response.end('service');
        });
      });

      afterEach(async () => {
        await subject.close();
      });

      it('probe of the platform: served, its pass does not reach the container; forged probe: 401', async () => {
        expect(await subject.gateway.answers(ann)).toBe(true);
        expect(probes.length).toBeGreaterThan(0);
        expect(probes.filter((headers) => 'x-spawner-probe' in headers)).toEqual([]);
        probes.length = 0;
        const others = new ProbePass(subject.access.signingKey).of('bob-dev');
        for (const shown of [{}, { 'x-spawner-probe': '1' }, { 'x-spawner-probe': others }]) {
          const answer = await subject.askAs('', '/', { 'user-agent': 'Spawner-Probe', ...shown });
          expect(answer.status).toBe(401);
        }
        expect(probes).toEqual([]);
      });

      it('stopped service: only its owner wakes it', async () => {
        let wakes = 0;
        await subject.stop();
        subject.gateway.wakeWith(async () => {
          wakes += 1;
          await subject.launch();
        });
        probes.length = 0;
        for (const cookie of ['', subject.access.cookieOf(2)]) {
          expect((await subject.askAs(cookie, '/', program)).status).toBe(cookie ? 403 : 401);
        }
        expect([wakes, probes, subject.uses]).toEqual([0, [], 0]);
        expect((await subject.ask('/', program)).body).toBe('service');
        expect(wakes).toBe(1);
      });

      it('forged forwarding headers: owner and path still come from the label of the container', async () => {
        const forged = {
          ...program,
          'x-forwarded-uri': '/bob-dev/',
          'x-forwarded-host': 'other',
          'x-forwarded-prefix': '/bob-dev',
        };
        expect((await subject.askAs(subject.access.cookieOf(2), '/', forged)).status).toBe(403);
        expect((await subject.ask('/', forged)).body).toBe('service');
      });

      it('public service whose labels set no sandbox: 403 labels_outdated', async () => {
        const place = {
          host: subject.host,
          prefix: '/ann-dev',
          keepsPrefix: false,
          port: 8080,
          network: 'n',
          entryPoint: 'web',
          certResolver: null,
          relayed: false,
          authAddress: '',
        };
        const [before] = Object.entries(traefikLabels(ann, place, { guarded: true, sandboxed: false })).filter(
          ([name]) => name.endsWith('.address'),
        );
        expect(before?.[1]).toMatch(/\/1\/ann-dev\/plain$/);
        subject.access.policy = { access: 'public', trusted: false };
        const answer = await subject.askAs('', '/', program);
        expect([answer.status, answer.body]).toEqual([403, expect.stringContaining('labels_outdated')]);
      });

      it('WebSocket of a sandboxed page: 403, because its answer could set cookies', async () => {
        await subject.stop();
        subject.access.policy = { access: 'public', trusted: false };
        await subject.launch();
        expect((await subject.askAs('', '/', program)).body).toBe('service');
        const answer = await askUpgrade({ port: subject.port, path: '/ann-dev/ws', headers: { host: subject.host } });
        expect(answer.status).toBe(403);
      });
    });

    describe('each service on its own host', () => {
      let subject: TraefikTestGateway;
      let seen: (string | undefined)[];
      const at = (path: string, headers: Record<string, string>) => ask({ port: subject.port, path, headers });

      beforeEach(async () => {
        const open = (request: IncomingMessage, response: ServerResponse) => {
          if (request.headers['user-agent'] !== 'Spawner-Probe') seen.push(request.url);
          response.end('service');
        };
        seen = [];
        subject = await TraefikTestGateway.open(open, { routing: 'subdomain' });
      });

      afterEach(async () => {
        await subject.close();
      });

      /** Signs in over the dashboard and returns the cookie of the service's host. */
      const enter = async (path: string): Promise<string> => {
        const away = await at(path, { host: SERVICE_HOST, ...navigation });
        const nonce = String(away.headers['set-cookie']).split(';')[0] ?? '';
        const show = new URL(String(away.headers.location));
        expect(show.origin).toBe(`http://${subject.host}`);
        const cookie = subject.annsCookie;
        const back = await at(show.pathname + show.search, { host: subject.host, ...navigation, cookie });
        const entry = new URL(String(back.headers.location));
        expect(entry.origin).toBe(`http://${SERVICE_HOST}`);
        const entered = await at(entry.pathname + entry.search, { host: SERVICE_HOST, ...navigation, cookie: nonce });
        expect([entered.status, entered.headers.location]).toEqual([303, `http://${SERVICE_HOST}${path}`]);
        return (
          String(entered.headers['set-cookie']?.find((each) => each.startsWith('spawner_visit='))).split(';')[0] ?? ''
        );
      };

      it('owner, running or stopped service: cross-host sign-in, then the page', async () => {
        const cookie = await enter('/a?b=c');
        expect((await at('/a?b=c', { host: SERVICE_HOST, ...navigation, cookie })).body).toBe('service');
        await subject.stop();
        subject.gateway.wakeWith(() => subject.launch());
        const again = await enter('/d');
        expect((await at('/d', { host: SERVICE_HOST, ...program, cookie: again })).body).toBe('service');
        expect(seen).toEqual(['/a?b=c', '/d']);
      });

      it('no pass, or one of another host: 401', async () => {
        for (const cookie of ['', subject.annsCookie, subject.access.cookieOf(ann.userId, 60, 'ann-prod')]) {
          expect((await at('/', { host: SERVICE_HOST, ...program, ...(cookie && { cookie }) })).status).toBe(401);
        }
        expect(seen).toEqual([]);
      });
    });
  });
});
