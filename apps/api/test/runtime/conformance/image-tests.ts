import { expect, it } from '@jest/globals';
import { AppError } from '../../../src/errors/app-error.js';
import type { Subject } from './subject.js';

export function imageTests(subject: () => Subject): void {
  it('prepared image: an instance can be created from it, also one without volumes', async () => {
    const { runtime, spec } = subject();
    await expect(runtime.containers.create({ ...spec, volumes: [] })).resolves.toMatchObject({ name: spec.name });
  });

  it('image that is there: every call of prepare ends, without progress', async () => {
    const { runtime, template } = subject();
    const progress: unknown[] = [];
    const prepare = () => runtime.images.prepare(template, (step) => progress.push(step));
    await Promise.all([prepare(), prepare()]);
    expect(progress).toEqual([]);
  });

  it('image that comes from nowhere: create fails with image_missing, prepare with an AppError', async () => {
    const { runtime, spec } = subject();
    const template = { ...spec.template, type: 'absent', image: 'spawner-test-absent:none', folder: '/nonexistent' };
    await expect(runtime.containers.create({ ...spec, template })).rejects.toMatchObject({ code: 'image_missing' });
    await expect(runtime.images.prepare(template, () => undefined)).rejects.toBeInstanceOf(AppError);
  });
}
