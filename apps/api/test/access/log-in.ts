import type { OutboxResponse } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';

export interface LoggedIn {
  /** As a browser sends it. */
  readonly cookieHeader: string;
  readonly setCookies: readonly string[];
  readonly sessionId: string;
}

/** A user with an account logs in with a browser. */
export async function logIn(url: string, email: string): Promise<LoggedIn> {
  const before = new Set(await linksTo(url, email));
  await post(`${url}/api/auth/login`, { email });
  const token = await newLink(url, email, before);
  const answer = await post(`${url}/api/auth/session`, { token, confirmed: true });
  const setCookies = answer.headers.getSetCookie();
  const cookies = setCookies.map((cookie) => cookie.split(';')[0] ?? '').filter((cookie) => !cookie.endsWith('='));
  const access = cookies.find((cookie) => cookie.startsWith('spawner_access=')) ?? '';
  const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
  return { cookieHeader: cookies.join('; '), setCookies, sessionId: claims.sid };
}

async function newLink(url: string, email: string, before: ReadonlySet<string>): Promise<string> {
  const link = await until(`mail for ${email}`, 10, async () =>
    (await linksTo(url, email)).find((each) => !before.has(each)),
  );
  return link.slice(link.indexOf('#') + 1);
}

async function linksTo(url: string, email: string): Promise<string[]> {
  const { mails } = (await (await fetch(`${url}/api/outbox`)).json()) as OutboxResponse;
  return mails.filter(({ to }) => to === email).flatMap(({ link }) => link ?? []);
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
