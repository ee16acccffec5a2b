import { expect } from '@jest/globals';
import { sendRaw } from '@spawner/kit/http';
import { attack } from '../support/attack.js';
import { onBothGateways } from '../support/gateways.js';
import { seenBy } from '../support/hostile-service.js';

/** Request targets, sent unchanged; `OWN` is a service of mallory's, `HERS` one of ann's. */
const TARGETS = [
  '/HERS/secret',
  '/HERS',
  '/HERS?next=/OWN',
  '/./HERS/secret',
  '//HERS/secret',
  '/%2fHERS/secret',
  '/%2e/HERS/secret',
  '/OWN/../HERS/secret',
  '/OWN/%2e%2e/HERS/secret',
  '/OWN/..%2fHERS/secret',
  '/OWN/%2e%2e%2fHERS%2fsecret',
  '/OWN%2f..%2fHERS/secret',
  '/OWN/..;/HERS/secret',
  '/OWN/..%5cHERS/secret',
  '/OWN/..\\HERS\\secret',
  '\\HERS\\secret',
  '/\\HERS/secret',
  '/HERS%00/secret',
  '/HERS\u0000/secret',
  '/OWN/%00/../../HERS/secret',
  '/HERS;type=x/secret',
  '/%61nn-dev/secret',
  '/ann%2ddev/secret',
  '/ann%252ddev/secret',
  '/ANN-DEV/secret',
  '/Ann-dev/secret',
  '/\u00e4nn-dev/secret',
  '/HERS/%2e%2e/OWN/',
  '/HERS//secret',
  '/HERS/./secret',
  '/HERS\u0020/secret',
  'HERS/secret',
  '*',
  'http://HOST/HERS/secret',
  'http://evil.test/HERS/secret',
  'http://HOST/OWN/../HERS/secret',
] as const;

onBothGateways('Paths', (gateway) => {
  const spelled = (form: string): string =>
    form.replaceAll('OWN', 'mallory-dev').replaceAll('HERS', 'ann-dev').replaceAll('HOST', gateway().target.host);

  for (const form of TARGETS) {
    const shown = JSON.stringify(form.replaceAll('OWN', 'mallory-dev').replaceAll('HERS', 'ann-dev')).slice(1, -1);
    attack('path of another person’s service', shown, 'ann’s container gets no request', async () => {
      const { target, mallory, usesOfAnn } = gateway();
      const before = await usesOfAnn();
      const head = [`Host: ${target.host}`, `X-Spawner-Token: ${mallory.token}`, 'Connection: close'].join('\r\n');
      const answer = await sendRaw(target.port, `GET ${spelled(form)} HTTP/1.1\r\n${head}\r\n\r\n`);
      expect(answer).not.toContain('"service":"ann-');
      expect(await usesOfAnn()).toBe(before);
      return statusIn(answer);
    });
  }

  for (const hosts of [
    ['HOST', 'evil.test'],
    ['evil.test', 'HOST'],
    ['evil.test'],
    ['HOST:1'],
    ['user@HOST'],
    ['HOST/ann-dev'],
    ['HOST\\'],
    [''],
  ]) {
    const lines = hosts.map((host) => `Host: ${host}`).join(', ');
    attack('duplicate and invalid Host headers', lines, 'ann’s container gets no request', async () => {
      const { target, mallory, usesOfAnn } = gateway();
      const before = await usesOfAnn();
      const sent = hosts.map((host) => `Host: ${host.replace('HOST', target.host)}\r\n`).join('');
      const rest = `X-Spawner-Token: ${mallory.token}\r\nConnection: close\r\n\r\n`;
      const answer = await sendRaw(target.port, `GET /ann-dev/secret HTTP/1.1\r\n${sent}${rest}`);
      expect(answer).not.toContain('"service":"ann-');
      expect(await usesOfAnn()).toBe(before);
      return statusIn(answer);
    });
  }

  for (const [framing, bytes] of Object.entries({
    'Content-Length and Transfer-Encoding': 'Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nSMUGGLED',
    'two Content-Length': 'Content-Length: 0\r\nContent-Length: 5\r\n\r\nSMUGGLED',
    'malformed Transfer-Encoding': 'Transfer-Encoding: \u000bchunked\r\nContent-Length: 4\r\n\r\nSMUGGLED',
  })) {
    attack('request hidden in the body of another', framing, 'ann’s container gets no request', async () => {
      const { target, mallory, usesOfAnn } = gateway();
      const before = await usesOfAnn();
      const head = `Host: ${target.host}\r\nX-Spawner-Token: ${mallory.token}\r\n`;
      const hidden = `GET /ann-dev/secret HTTP/1.1\r\n${head}Connection: close\r\n\r\n`;
      const answer = await sendRaw(
        target.port,
        `POST /mallory-dev/x HTTP/1.1\r\n${head}${bytes.replace('SMUGGLED', hidden)}`,
      );
      expect(answer).not.toContain('"service":"ann-');
      expect(await usesOfAnn()).toBe(before);
      return statusIn(answer);
    });
  }

  // Last, because they stop and start the containers of the other attacks.
  for (const [stopped, running, paths] of [
    ['dev', 'development', ['/ann-dev', '/ann-dev/', '/ann-dev/elopment', '/ann-dev/secret']],
    ['development', 'dev', ['/ann-development', '/ann-development/secret']],
  ] as const) {
    attack(
      'stopped service with a shared path prefix',
      `${paths.join(', ')} while ${stopped} is stopped`,
      `${running} answers none of them`,
      async () => {
        const { ann, mallory } = gateway();
        await ann.act('stop', stopped);
        const before = (await seenBy(ann, running)).length;
        const answers: number[] = [];
        for (const path of paths) {
          for (const visitor of [mallory, ann]) {
            const { status, text } = await visitor.open(path);
            if (visitor === mallory) expect(status).toBe(403);
            expect(text).not.toContain(`"service":"ann-${running}"`);
            answers.push(status);
          }
        }
        expect((await seenBy(ann, running)).length).toBe(before);
        await ann.hasLaunched(stopped);
        return `answered ${[...new Set(answers)].join(', ')}`;
      },
    );
  }
});

function statusIn(answer: string): string {
  const [, status = 'nothing'] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? [];
  const [, service] = /"service":"([^"]+)"/.exec(answer) ?? [];
  return `answered ${status}${service ? ` by ${service}` : ''}`;
}
