import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { accessScenarios, type OpenGateway } from './access-scenarios.js';
import { adminVisitScenarios } from './admin-visit-scenarios.js';
import { ann } from './ann.js';
import { program } from './callers.js';
import { EmbeddedTestGateway } from './embedded-test-gateway.js';
import { pageBaseScenarios } from './page-base-scenarios.js';
import { noShareLinkScenarios, shareLinkScenarios } from './share-link-scenarios.js';
import { askUpgrade } from './sockets.js';

describe('embedded gateway, access', () => {
  const open: OpenGateway = async (handler, options) => {
    const subject = await EmbeddedTestGateway.open(handler, options);
    subject.admit();
    return subject;
  };
  describe('users', () => {
    accessScenarios(open);
  });
  describe('guests', () => {
    shareLinkScenarios(open);
    noShareLinkScenarios(open);
  });
  describe('page base', () => {
    pageBaseScenarios(open);
  });
  describe('admins', () => {
    adminVisitScenarios(open);
  });

  describe('private service alone', () => {
    let subject: EmbeddedTestGateway;

    beforeEach(async () => {
      subject = await EmbeddedTestGateway.open((request, response) => {
        if (request.url === '/events') {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: first\n\n');
        } else {
          response.setHeader('set-cookie', [
            'spawner_access=x',
            ' Spawner_Visit=x; Path=/',
            '__Host-spawner_visit=x',
            '__secure-SPAWNER_refresh=x',
            '=spawner_access=x',
            'theirs=1',
          ]);
          response.end('service');
        }
      });
      subject.service.on('upgrade', (_request, socket: Socket) => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
            'Clear-Site-Data: "*"\r\nSet-Cookie: spawner_access=x\r\nSet-Cookie: theirs=1\r\n\r\n',
        );
        socket.resume().on('end', () => socket.end());
      });
      subject.admit();
    });

    afterEach(async () => {
      await subject.close();
    });

    /** Resolves with the open connection once the first bytes arrive. */
    const line = async (path: string, cookie: string, more = ''): Promise<Socket> => {
      const socket = net.connect(subject.port, '127.0.0.1');
      socket.write(`GET /ann-dev${path} HTTP/1.1\r\nHost: h\r\nCookie: ${cookie}\r\n${more}\r\n`);
      await once(socket, 'data');
      return socket;
    };

    it('Set-Cookie with a name of the platform, in any spelling: removed', async () => {
      expect((await subject.ask('/', program)).headers['set-cookie']).toEqual(['theirs=1']);
    });

    it('WebSocket answer: headers filtered in the same way', async () => {
      const headers = { host: 'h', cookie: subject.annsCookie };
      const answer = await askUpgrade({ port: subject.port, path: '/ann-dev/ws', headers });
      expect([answer.status, answer.headers['clear-site-data'], answer.headers['set-cookie']]).toEqual([
        101,
        undefined,
        ['theirs=1'],
      ]);
    });

    it('ended link: open responses of its guests are cut, no others', async () => {
      await subject.close();
      subject = await EmbeddedTestGateway.open(
        (_request, response) => {
          response.write('data: first\n\n');
        },
        { routing: 'subdomain' },
      );
      subject.admit();
      const [ended, other] = [randomUUID(), randomUUID()];
      const guest = async (linkId: string): Promise<Socket> => {
        const socket = net.connect(subject.port, '127.0.0.1');
        const cookie = subject.access.guestCookieOf(ann.userId, linkId, 'ann-dev');
        socket.write(`GET /events HTTP/1.1\r\nHost: ann-dev.apps.test\r\nCookie: ${cookie}\r\n\r\n`);
        await once(socket, 'data');
        return socket;
      };
      const [cut, kept] = [await guest(ended), await guest(other)];
      subject.gateway.closeResponsesOf(ended);
      await once(cut.resume(), 'close');
      expect(kept.destroyed).toBe(false);
      kept.destroy();
    });

    it('ended session: its streams and WebSockets are cut, no others', async () => {
      const cookie = subject.annsCookie;
      const ended = subject.access.sessionOf(ann.userId);
      const websocket = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
      const cut = [await line('/events', cookie), await line('/ws', cookie, websocket)];
      subject.access.newSession(ann.userId);
      const kept = [await line('/events', subject.annsCookie), await line('/ws', subject.annsCookie, websocket)];
      subject.gateway.closeResponsesOf(ended);
      await Promise.all(cut.map((socket) => once(socket.resume(), 'close')));
      expect(kept.map((socket) => socket.destroyed)).toEqual([false, false]);
      for (const socket of kept) socket.destroy();
    });
  });
});
