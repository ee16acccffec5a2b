import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { specOf } from '../spec-of.js';
import { containerTests } from './container-tests.js';
import { hostTests } from './host-tests.js';
import { imageTests } from './image-tests.js';
import type { Driver, Subject } from './subject.js';
import { volumeTests } from './volume-tests.js';

/** What every driver promises, port by port. A driver's own test file adds only what it alone does. */
export function describeDriver(name: string, make: () => Promise<Driver>): void {
  describe(`driver ${name}`, () => {
    let subject: Subject;

    beforeAll(async () => {
      const driver = await make();
      // Other suites may use the same engine.
      const slug = `ann-${randomUUID().slice(0, 8)}`;
      subject = { ...driver, spec: specOf(driver.template, { slug }, { labels: { 'example.label': 'kept' } }) };
      const prepare = () => driver.runtime.images.prepare(driver.template, () => undefined);
      await Promise.all([prepare(), prepare()]);
    }, 300_000);

    afterEach(async () => {
      await subject.runtime.containers.remove(subject.spec.name);
      await subject.runtime.volumes.remove(subject.spec);
    });

    afterAll(async () => {
      await subject.runtime.containers.close();
      await subject.dispose();
    });

    describe('ImageStore', () => imageTests(() => subject));
    describe('ContainerRuntime', () => containerTests(() => subject));
    describe('VolumeStore', () => volumeTests(() => subject));
    describe('HostProbe', () => hostTests(() => subject));
  });
}
