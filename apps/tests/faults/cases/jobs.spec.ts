import { expect } from '@jest/globals';
import { calls } from '../support/engine-proxy.js';
import { faults } from '../support/fault.js';
import { oneProcess } from '../support/installation.js';

/** More than one process works on at a time. */
const PEOPLE = 4;

interface Job {
  readonly state: string;
  readonly done: number;
  readonly failed: number;
}

faults('API killed during a job', oneProcess, (fault) => {
  fault('API killed in the middle of a job', 'SIGKILL when the first container is stopped', async (context) => {
    const { installation, lifted, until } = context;
    const { postgres } = installation;
    const admin = await installation.newcomer();
    await postgres.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [admin.user.id]);
    const owners = await Promise.all(
      Array.from({ length: PEOPLE }, async () => {
        const owner = await installation.newcomer();
        await owner.launch('ok');
        return owner;
      }),
    );

    const { product, proxy } = installation.first;
    proxy.whenAnswered(calls.stop, () => product.kill());
    const containers = owners.map(({ user }) => ({ user_id: user.id, type: 'ok' }));
    const started = await admin.request('/api/admin/containers/bulk', { body: { act: 'stop', containers } });
    const id = started.body['job_id'] as string;
    await product.exited;
    const [left] = await postgres.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM job_item WHERE job_id = $1 AND state IN ('waiting', 'running')`,
      [id],
    );
    expect(left?.open).toBeGreaterThan(0);

    // Instead of waiting for the end of the leases of the dead process.
    await postgres.query('UPDATE job_item SET leased_until = now() WHERE leased_until IS NOT NULL');
    await installation.restart(installation.first);
    lifted();
    const again = admin.at(installation.product);
    const read = async () => (await again.request(`/api/job/${id}`)).body as unknown as Job;
    await until('the job has ended', 30, async () => ['done', 'failed'].includes((await read()).state));
    expect(await read()).toMatchObject({ state: 'done', failed: 0 });
    for (const owner of owners) expect((await owner.at(installation.product).card('ok')).status).toBe('stopped');
    const events = await postgres.query(`SELECT FROM audit_event WHERE action = 'job_finished' AND subject = $1`, [id]);
    expect(events).toHaveLength(1);
  });
});
