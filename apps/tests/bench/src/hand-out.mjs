import { randomBytes } from 'node:crypto';
import { until } from '@spawner/kit/until';
import { noMoreThan, timed } from './measure.mjs';

const MEGABYTES = 5;

/** From the teacher's click until everybody has the file. Their containers run. */
export async function handOut({ product, teacher, members, classId }) {
  await Promise.all(members.map((member) => member.hasLaunched('dev')));
  const id = await upload(product, teacher, classId);
  const wall = await timed(async () => {
    const { body } = await teacher.request(`/api/class/${classId}/material/${id}/deliver`, { body: { all: true } });
    const job = await until('the job ends', 120, async () => {
      const { body: now } = await teacher.request(`/api/job/${body.job_id}`);
      return now.finished_at !== null && now;
    });
    if (job.done !== members.length) throw new Error(`Handed out to ${job.done} of ${members.length}`);
  });
  await product.removeContainers();
  return noMoreThan(15, {
    name: `${MEGABYTES} MB handed out to ${members.length} people`,
    value: wall / 1000,
    unit: 's',
  });
}

async function upload(product, teacher, classId) {
  const query = new URLSearchParams({ name: 'bench', type: 'dev', file: 'bench.bin' });
  const answer = await fetch(`${product.url}/api/class/${classId}/materials?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${teacher.token}`, 'content-type': 'application/octet-stream' },
    body: randomBytes(MEGABYTES * 1024 ** 2),
  });
  if (answer.status !== 201) throw new Error(`The material: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).id;
}
