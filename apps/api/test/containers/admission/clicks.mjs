// A process that launches containers for the admission test: one click for each of the given users, on the compiled product.
// Prints a line for each click that has ended, and ends when all have.
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { Loops } from '../../../dist/background/loops.js';
import { Admission } from '../../../dist/containers/admission/admission.js';
import { LaunchTracker } from '../../../dist/containers/launch/launch-progress.js';
import { UserContainer } from '../../../dist/containers/user-container.entity.js';
import { UserContainerRepository } from '../../../dist/containers/user-container.repository.js';
import { dataSourceOptions } from '../../../dist/database/data-source.js';
import { DatabaseChannel } from '../../../dist/database/database-channel.js';
import { User } from '../../../dist/users/user.entity.js';

const { address, name, places, clicks } = JSON.parse(process.argv[2]);
const template = {
  type: 'dev',
  image: 'dev:1',
  idle: { pause: 60, stop: 120, remove: null },
  limits: { memoryBytes: 64, cpuQuota: 1000 },
  typicalMemoryBytes: 32,
};
const runtime = { kind: 'test', capabilities: { pause: true } };
const capacity = {
  limits: { running: places, memory: null, cpu: null },
  diskSpace: { free: null, floor: 0, computed: 0 },
  waitMinutes: 15,
  makeRoomAfterSeconds: 600,
};
const options = dataSourceOptions(address);
const extra = { ...options.extra, application_name: name };
const source = await new DataSource({ ...options, extra, entities: [User, UserContainer] }).initialize();
const channel = new DatabaseChannel(address);
await channel.open();
const catalogue = { all: () => [template], get: () => template, has: () => true };
const loops = new Loops();
const admission = new Admission(source, channel, catalogue, runtime, capacity, { awaySince: null }, loops);
const rows = new UserContainerRepository(source.getRepository(UserContainer), runtime);

async function click({ userId, lane, afterMs, cancelMs, holdMs }) {
  await delay(afterMs);
  const ref = { userId, slug: `u${userId}`, type: 'dev' };
  const end = new AbortController();
  const entry = { ref, template, intent: 'launch', lane, tracker: new LaunchTracker(), signal: end.signal };
  const timer = cancelMs === null ? undefined : setTimeout(() => end.abort(new Error('cancelled')), cancelMs);
  try {
    const { admitted } = await admission.ask(entry);
    if (!admitted) await admission.turn(entry);
    clearTimeout(timer);
    await delay(holdMs);
    await rows.markResting(
      { userId, type: 'dev', id: `c${userId}`, image: 'dev:1', createdAt: new Date() },
      'stopped',
      'asked',
    );
    console.log(`served ${userId}`);
  } catch (error) {
    if (!end.signal.aborted) throw error;
    // As a stop does.
    await rows.markStopping(ref, 'stop');
    await rows.markAbsent(ref, null);
    console.log(`cancelled ${userId}`);
  }
}

await Promise.all(clicks.map(click));
loops.onModuleDestroy();
await loops.beforeApplicationShutdown();
await channel.close();
await source.destroy();
