import type { Answer, RequestOptions } from '@spawner/kit/http';
import type { Server } from '@spawner/kit/person';

/** What is on a login card. */
export interface LoginCard {
  readonly name: string;
  readonly classCode: string;
  readonly code: string;
}

/** Somebody without a mail address, with the cookies of a browser. */
export class Pupil {
  private constructor(
    private readonly server: Server,
    readonly name: string,
    readonly slug: string,
    private readonly cookie: string,
  ) {}

  /** By the codes of the card, as they are typed. */
  static async logIn(server: Server, { name, classCode, code }: LoginCard): Promise<Pupil> {
    const codes = { class_code: classCode, code };
    const { status, text, body, headers } = await server.request('/api/auth/card/code', { body: codes });
    if (status !== 200) throw new Error(`${name} could not log in: ${status} ${text}`);
    const cookie = (headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ');
    return new Pupil(server, name, (body['user'] as { slug: string }).slug, cookie);
  }

  request(path: string, { headers, ...options }: RequestOptions = {}): Promise<Answer> {
    return this.server.request(path, { ...options, headers: { cookie: this.cookie, ...headers } });
  }

  /** A page of the own service. */
  open(path = ''): Promise<Answer> {
    return this.request(`/${this.slug}-dev/${path}`);
  }

  async launches(): Promise<void> {
    const { status, text } = await this.request('/api/container/launch/dev', { method: 'POST', seconds: 120 });
    if (status !== 200) throw new Error(`${this.name} could not launch: ${status} ${text}`);
  }

  async saves(name: string, content: string): Promise<void> {
    const { status, text } = await this.request(`/api/container/file/dev?path=${name}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    });
    if (status !== 200) throw new Error(`${this.name} could not save ${name}: ${status} ${text}`);
  }

  async status(): Promise<string> {
    return (await this.request('/api/container/dev')).body['status'] as string;
  }
}
