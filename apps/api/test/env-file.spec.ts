import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { has } from '../../tests/kit/src/machine.js';

const run = promisify(execFile);
const READER = JSON.stringify(join(__dirname, '../../tasks/env-file.mjs'));
const READ = `
  import { loadEnvFile } from ${READER};
  for (const name of Object.keys(process.env)) if (!/^(PATH|SHELL_\\w+)$/.test(name)) delete process.env[name];
  loadEnvFile(process.argv[1]);
  console.log(JSON.stringify(process.env));
`;

/** Lines of an env file and the value of X. */
const table: readonly (readonly [string, string])[] = [
  ['X=a#b', 'a#b'],
  ['X=a #b', 'a'],
  ['X=a\t#tab', 'a\t#tab'],
  ['X=#x', '#x'],
  ['X= #x', '#x'],
  ['X="a #b"', 'a #b'],
  [`X='a #b'`, 'a #b'],
  ['X="quoted" # comment', 'quoted'],
  [`X='quoted' # comment`, 'quoted'],
  ['X=p@ss/w%40rd?x=1&y:z', 'p@ss/w%40rd?x=1&y:z'],
  ['X=a=b=c', 'a=b=c'],
  ['X=a b  c   ', 'a b  c'],
  ['X="  padded  "', '  padded  '],
  ['X=', ''],
  ['X=""', ''],
  ['X="say \\"hi\\""', 'say "hi"'],
  [`X="it's"`, `it's`],
  [`X='it\\'s'`, `it's`],
  [`X=it's"`, `it's"`],
  ['X=`tick`', '`tick`'],
  ['X=back\\slash\\n', 'back\\slash\\n'],
  [`X='back\\slash\\n'`, 'back\\slash\\n'],
  ['X="back\\\\slash\\tTab\\x"', 'back\\slash\tTab\\x'],
  ['X="end\\\\"', 'end\\'],
  [`X='multi\nline'`, 'multi\nline'],
  ['X="multi\nline\\nmore"', 'multi\nline\nmore'],
  ['X=a$$b', 'a$b'],
  [`X='$NOT \${EITHER}'`, '$NOT ${EITHER}'],
  ['X="a\\$b"', 'a$b'],
  ['X=a\\$A1', 'a\\plain'],
  ['X=$A1/${A1}$A1', 'plain/plainplain'],
  ['X="${A1}\\n$$z"', 'plain\n$z'],
  ['X=$MISSING', ''],
  ['X=${MISSING:-default}', 'default'],
  ['X=${MISSING-def}', 'def'],
  ['X=${A1:-default}', 'plain'],
  ['X=${A1:+other}', 'other'],
  ['X=a$', 'a$'],
  ['X="a$"', 'a$'],
  ['X=a${A1}}b', 'aplain}b'],
  ['export X=exported', 'exported'],
  ['X = spaced', 'spaced'],
  ['X: yaml', 'yaml'],
  ['  X=indented', 'indented'],
  ['X=ümläut\r', 'ümläut'],
];

describe('.env', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spawner-env-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Each line under a name of its own, so that one file holds all. */
  const write = async (lines: readonly string[]): Promise<string> => {
    const named = lines.map((line, index) => line.replace(/\bX\b/, `X${String(index)}`));
    const file = join(folder, '.env');
    await writeFile(file, `# comment\nA1=plain\n\n${named.join('\n')}\n`);
    return file;
  };
  const readBy = async (file: string, environment: Record<string, string> = {}): Promise<Record<string, string>> => {
    const env = { PATH: process.env['PATH'], ...environment };
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', READ, file], { env });
    return JSON.parse(stdout) as Record<string, string>;
  };
  const readByCompose = async (): Promise<Record<string, string>> => {
    await writeFile(join(folder, 'docker-compose.yml'), 'services: { one: { image: one, env_file: .env } }\n');
    const { stdout } = await run('docker', ['compose', 'config', '--format', 'json'], { cwd: folder });
    const { services } = JSON.parse(stdout) as { services: { one: { environment: Record<string, string> } } };
    // Printed so that it could be read again.
    return Object.fromEntries(
      Object.entries(services.one.environment).map(([name, value]) => [name, value.replaceAll('$$', '$')]),
    );
  };

  it('each form of a value: as in the table', async () => {
    const found = await readBy(await write(table.map(([line]) => line)));
    expect(table.map(([line], index) => [line, found[`X${String(index)}`]])).toEqual(table);
  });

  it('variable that is set already: kept, and used for $NAME', async () => {
    const found = await readBy(await write(['X=$SHELL_A', 'SHELL_A=file']), { SHELL_A: 'shell' });
    expect(found).toMatchObject({ X0: 'shell', SHELL_A: 'shell' });
  });

  it.each([
    [`X='open`, 'line 4: the quote does not end'],
    ['X=${A1:-open', 'line 4: ${A1:-open is not understood'],
    ['X=${MISSING:?set it}', 'line 4: MISSING is not set: set it'],
    ['not a setting', 'line 4: NAME=value expected'],
  ])('%s: ends with the line and the reason', async (line, reason) => {
    await expect(readBy(await write([line]))).rejects.toThrow(reason);
  });

  (has('compose') ? it : it.skip)(
    'Docker Compose reads every form, and text without structure, in the same way',
    async () => {
      const loose = fc.sample(fc.stringMatching(/^[ab1 \t#$\\"'`%@/:=?&{}ü]{1,12}$/), 300);
      // Compose refuses the whole file for one bad line; what both refuse is in the table above.
      const lines = [
        ...table.map(([line]) => line),
        ...loose.filter((text) => !/^\s*["']|\$\{|["'].*["']/.test(text)).map((text) => `X=${text}`),
      ];
      const file = await write(lines);
      const [ours, theirs] = [await readBy(file), await readByCompose()];
      const of = (found: Record<string, string>) => lines.map((line, index) => [line, found[`X${String(index)}`]]);
      expect(of(ours)).toEqual(of(theirs));
    },
  );
});
