import { expect, it } from '@jest/globals';
import type { Subject } from './subject.js';

export function hostTests(subject: () => Subject): void {
  it('host that fits the template and one user: no warning', async () => {
    const { runtime, spec, template } = subject();
    await runtime.containers.create(spec);
    expect(await runtime.host.check([template], 1)).toEqual([]);
  });
}
