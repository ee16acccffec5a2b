import { containerName } from '../../src/container-ref/container-ref.js';
import type { InstanceSpec } from '../../src/runtime/container-runtime.js';
import { instanceSpec } from '../../src/runtime/instance-spec.js';
import type { Template } from '../../src/templates/template.js';

export const LIMITS = { memoryBytes: 128 * 1024 ** 2, cpuQuota: 50_000, processes: 256 };

/** What the launcher makes for one user's container of the template. */
export function specOf(
  template: Template,
  { userId = 7, slug = 'ann' } = {},
  changes: Partial<InstanceSpec> = {},
): InstanceSpec {
  const { type } = template;
  const environment = { USER_ID: String(userId), USER_SLUG: slug, CONTAINER_TYPE: type, BASE_PATH: '' };
  const name = containerName({ userId, slug, type });
  return { ...instanceSpec(template, LIMITS, { userId, name, environment, labels: {} }), ...changes };
}
