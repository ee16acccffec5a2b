import { buffer } from 'node:stream/consumers';
import type { Class, ClassMember, Job, JobDetail, Material, MaterialsResponse, Problem } from '@spawner/contracts';
import { extract } from 'tar-stream';
import { fromBufferPromise } from 'yauzl';
import { until } from '../../../tests/kit/src/until.js';
import { containerName } from '../../src/container-ref/container-ref.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import type { Answer, Person, Product } from '../product.js';

type Files = Readonly<Record<string, string>>;

/** A class with a teacher, pupils with own accounts, and what they store. */
export class ClassRoom {
  private constructor(
    readonly product: Product,
    readonly admin: Person,
    readonly teacher: Person,
    readonly pupils: readonly Person[],
    readonly id: number,
  ) {}

  static async open(product: Product, names: readonly string[]): Promise<ClassRoom> {
    const admin = await product.register('admin@example.com');
    const teacher = await product.register('vogel@example.com');
    await product.rows(`UPDATE users SET role = 'manager' WHERE id = ${String(teacher.user.id)}`);
    const pupils = await Promise.all(names.map((name) => product.register(`${name}@example.com`)));
    const { body } = await teacher.call<Class>('POST', '/classes', { name: '7b', templates: ['dev'] });
    const room = new ClassRoom(product, admin, teacher, pupils, body.id);
    await admin.call('POST', room.at('/members'), { user_ids: pupils.map(({ user }) => user.id) });
    for (const { user } of pupils) {
      const [name = ''] = user.email.split('@');
      await teacher.call<ClassMember>('PATCH', room.at(`/member/${String(user.id)}`), { name });
    }
    return room;
  }

  at(path: string): string {
    return `/class/${String(this.id)}${path}`;
  }

  async upload(
    query: Readonly<Record<string, string>>,
    content: Buffer | string,
    media = 'application/octet-stream',
    by = this.teacher,
  ): Promise<Answer<Material & Problem>> {
    const search = new URLSearchParams({ type: 'dev', ...query }).toString();
    const answer = await fetch(`${this.product.url}/api${this.at(`/materials?${search}`)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${by.token}`, 'content-type': media },
      body: content,
    });
    return { status: answer.status, body: (await answer.json()) as Material & Problem };
  }

  /** Waits for the end of a job. */
  async job(started: Answer<{ readonly job_id: string }>): Promise<JobDetail> {
    if (started.status !== 202) throw new Error(`no job: ${JSON.stringify(started)}`);
    const path = `/job/${started.body.job_id}`;
    return until('the job has ended', 60, async () => {
      const { body } = await this.teacher.call<JobDetail>('GET', path);
      return body.finished_at !== null && body;
    });
  }

  async retry({ id }: Job): Promise<JobDetail> {
    const { status } = await this.teacher.call('POST', `/job/${id}/retry`);
    return this.job({ status: status === 200 ? 202 : status, body: { job_id: id } });
  }

  deliver = async (material: Material, who: object = { all: true }) =>
    this.job(
      await this.teacher.call<{ job_id: string }>('POST', this.at(`/material/${String(material.id)}/deliver`), who),
    );

  async material(id: number): Promise<Material> {
    const { body } = await this.teacher.call<MaterialsResponse>('GET', this.at('/materials'));
    const found = body.materials.find((material) => material.id === id);
    if (!found) throw new Error('the material is gone');
    return found;
  }

  /** Files in a person's volume, by their paths below it. */
  async filesOf(person: Person): Promise<Files> {
    const store = this.product.spawner.app.get(VolumeStore);
    const [volume] = await store.list({ userId: person.user.id, type: 'dev' });
    return volume ? filesOfTar(await buffer(await store.export(volume))) : {};
  }

  async write(person: Person, files: Files): Promise<void> {
    const ref = { userId: person.user.id, slug: person.user.slug, type: 'dev' };
    await this.product.spawner.app.get(VolumeStore).writeFiles(
      containerName(ref),
      '/srv/www',
      Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) })),
    );
  }
}

async function filesOfTar(tar: Buffer): Promise<Files> {
  const files: Record<string, string> = {};
  const entries = extract();
  entries.on('entry', ({ name, type, linkname }, content, next) => {
    void buffer(content).then((bytes) => {
      if (type !== 'directory') files[name.replace(/^\.\//, '')] = linkname ? `-> ${linkname}` : bytes.toString();
      next();
    });
  });
  entries.end(tar);
  await new Promise((resolve) => entries.once('finish', resolve));
  return files;
}

export async function filesOfZip(zip: Buffer): Promise<Files> {
  const files: Record<string, string> = {};
  const opened = await fromBufferPromise(zip);
  for await (const entry of opened.eachEntry())
    files[entry.fileName] = (await buffer(await opened.openReadStreamPromise(entry))).toString();
  return files;
}
