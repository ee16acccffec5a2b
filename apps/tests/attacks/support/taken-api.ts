import { docker } from '@spawner/kit/docker';
import type { SwarmNode } from '@spawner/kit/swarm';

/** Files of a TLS client, as text. */
export interface Identity {
  readonly cert?: string;
  readonly key?: string;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Instead of Spawner's own. */
  readonly identity?: Identity;
}

export interface Answer {
  /** Null where the connection was refused. */
  readonly status: number | null;
  readonly text: string;
}

/** Runs in Spawner's container, with its certificate and its place on the control network. */
const PROGRAM = `
const { readFileSync } = require('node:fs');
const { request } = require('node:https');
const file = (name) => readFileSync('/run/secrets/spawner/' + name, 'utf8');
const own = { cert: file('cert.pem'), key: file('key.pem') };
const send = ({ method, path, body, identity = own }) =>
  new Promise((resolve) => {
    const place = { host: guard, port: 2376, servername: 'guard', ca: file('ca.pem'), agent: false, timeout: 10_000 };
    const headers = { 'content-type': 'application/json' };
    const outgoing = request({ ...place, ...identity, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve({ status: answer.statusCode, text }));
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('silent')));
    outgoing.once('error', ({ code, message }) => resolve({ status: null, text: code ?? message }));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
Promise.all(calls.map(send)).then((answers) => console.log(JSON.stringify(answers)));
`;

/** An API process that was taken over: whoever has it can call every guard with its certificate. */
export class TakenApi {
  constructor(
    private readonly node: SwarmNode,
    private readonly container: string,
  ) {}

  /** @param guard its address on the control network */
  async call(guard: string, call: Call): Promise<Answer> {
    const given = `const guard = ${JSON.stringify(guard)}; const calls = ${JSON.stringify([call])};`;
    const exec = ['--host', this.node.engineAddress, 'exec', '--interactive', this.container, 'node', '-'];
    const [answer] = JSON.parse(await docker(exec, { stdin: given + PROGRAM })) as Answer[];
    if (!answer) throw new Error('no answer');
    return answer;
  }
}
