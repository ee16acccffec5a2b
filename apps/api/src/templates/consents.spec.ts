import { describe, expect, it } from '@jest/globals';
import { missingConsents, TemplateFile } from '@spawner/engine';
import { Settings } from '../config/settings.js';

const file = { order: 1, display_name: 'Name', description: '', image: 'x:1' };
const missing = (fields: object, lines: Record<string, string> = {}) =>
  missingConsents(TemplateFile.parse({ ...file, ...fields }), Settings.from(lines, '/').consents);

describe('what needs a line of the operator', () => {
  it.each<[string, object]>([
    ['nothing', {}],
    ['less than the defaults', { memory: '64m', cpu: 0.25, pids: 10, shm: '1g' }],
    ['exactly the defaults', { memory: '512m', cpu: 0.5, pids: 256 }],
    ['what opens nothing', { port: 80, path: 'keep', init: false, health: true, ready: { seconds: 600 } }],
    ['variables of its own', { environment: { SPAWNER_THEME: 'x' } }],
  ])('%s: none', (_, fields) => {
    expect(missing(fields)).toEqual([]);
  });

  it.each<[object, string]>([
    [{ memory: '1g' }, 'GUARD_MAX_MEMORY=1g'],
    [{ memory: '513m' }, 'GUARD_MAX_MEMORY=513m'],
    [{ memory: '536870913' }, 'GUARD_MAX_MEMORY=536870913'],
    [{ cpu: 1.5 }, 'GUARD_MAX_CPU_QUOTA=150000'],
    [{ pids: 257 }, 'GUARD_MAX_PIDS=257'],
    [{ environment: { B: '', A: '' } }, 'GUARD_ENV=B,A'],
    [{ command: ['x'] }, 'GUARD_COMMANDS=true'],
    [{ root: true }, 'GUARD_ROOT=true'],
    [{ capabilities: ['CHOWN'] }, 'GUARD_CAPABILITIES=CHOWN'],
  ])('%j: %s, and with that line none', (fields, line) => {
    expect(missing(fields)).toEqual([line]);
    const [name = '', value = ''] = line.split('=');
    expect(missing(fields, { [name]: value })).toEqual([]);
  });

  it('line that holds something already: the new one holds it too', () => {
    const given = { GUARD_ENV: 'LANG, JUPYTER_*', GUARD_CAPABILITIES: 'SETUID' };
    const fields = { environment: { JUPYTER_TOKEN: '', TZ: '' }, capabilities: ['SETUID', 'SETGID'] };
    expect(missing(fields, given)).toEqual(['GUARD_ENV=LANG,JUPYTER_*,TZ', 'GUARD_CAPABILITIES=SETUID,SETGID']);
  });

  it.each([
    ['GUARD_MAX_MEMORY', '-1'],
    ['GUARD_MAX_MEMORY', 'unlimited'],
    ['GUARD_MAX_CPU_QUOTA', '-1'],
    ['GUARD_MAX_PIDS', '0'],
    ['GUARD_ENV', '*'],
    ['GUARD_ENV', 'A B'],
    ['GUARD_ROOT', 'yes'],
    ['GUARD_CAPABILITIES', 'SYS_ADMIN'],
    ['GUARD_CAPABILITIES', 'ALL'],
    ['GUARD_CAPABILITIES', 'cap_chown'],
  ])('%s=%s: refused at the start', (name, value) => {
    expect(() => Settings.from({ [name]: value }, '/')).toThrow(name);
  });
});
