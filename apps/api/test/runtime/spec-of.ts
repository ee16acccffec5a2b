import type { InstanceSpec } from '../../src/runtime/container-runtime.js';
import { instanceSpec } from '../../src/runtime/instance-spec.js';
import type { Template } from '../../src/templates/template.js';

/** What the launcher makes for one user's container of the template. */
export function specOf(
  template: Template,
  { userId = 7, slug = 'ann' } = {},
  changes: Partial<InstanceSpec> = {},
): InstanceSpec {
  const served = { basePath: '', serviceUrl: 'http://localhost:5000', labels: {} };
  return { ...instanceSpec(template, { userId, slug, type: template.type }, served), ...changes };
}
