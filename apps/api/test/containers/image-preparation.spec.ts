import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ImagePreparation } from '../../src/containers/launch/image-preparation.js';
import { DatabaseChannel } from '../../src/database/database-channel.js';
import type { ImageStore } from '../../src/runtime/image-store.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const dev = { type: 'dev', image: 'dev:1', baseImage: null, folder: 'dev' };

describe('an image that two processes prepare', () => {
  let database: TestDatabase;
  let channels: DatabaseChannel[];
  let log: string[];
  /** Ends the build that is under way. */
  let finish: EventTarget;

  const process = async (name: string): Promise<ImagePreparation> => {
    const channel = new DatabaseChannel(database.address);
    await channel.open();
    channels.push(channel);
    const prepare = async ({ image }: { image: string }) => {
      log.push(`${name} begins ${image}`);
      await once(finish, 'end');
      log.push(`${name} ends ${image}`);
    };
    return new ImagePreparation({ prepare, refresh: prepare } as unknown as ImageStore, channel);
  };
  const seen = async (count: number): Promise<void> => {
    while (log.length < count) await new Promise(setImmediate);
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    channels = [];
    log = [];
    finish = new EventTarget();
  });
  afterEach(async () => {
    for (const channel of channels) await channel.close();
    await database.drop();
  });

  it('one after the other; another image meanwhile', async () => {
    const [a, b] = [await process('a'), await process('b')];
    const first = a.prepare(dev, () => undefined);
    await seen(1);
    const [second, other] = [b.refresh(dev), b.prepare({ ...dev, image: 'prod:1' }, () => undefined)];
    await seen(2);
    finish.dispatchEvent(new Event('end'));
    await Promise.all([first, other]);
    await seen(5);
    finish.dispatchEvent(new Event('end'));
    await second;
    expect(log.filter((line) => line.endsWith('dev:1'))).toEqual([
      ...['a begins dev:1', 'a ends dev:1', 'b begins dev:1', 'b ends dev:1'],
    ]);
    expect(log[1]).toBe('b begins prod:1');
  });

  it('connection of the process that has its turn ends: the next one has it', async () => {
    const [a, b] = [await process('a'), await process('b')];
    const first = a.prepare(dev, () => undefined);
    await seen(1);
    const second = b.prepare(dev, () => undefined);
    await channels[0]?.close();
    await seen(2);
    finish.dispatchEvent(new Event('end'));
    await Promise.all([first, second]);
    expect(log.slice(0, 2)).toEqual(['a begins dev:1', 'b begins dev:1']);
  });
});
