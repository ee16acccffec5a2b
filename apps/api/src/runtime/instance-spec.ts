import { SERVICE_PORT } from '@spawner/engine';
import type { Template } from '../templates/template.js';
import type { InstanceLimits, InstanceSpec } from './container-runtime.js';

type OfTheUser = Pick<InstanceSpec, 'userId' | 'name' | 'environment' | 'labels'>;

/** An instance of a template. The doctor's probes are made by it too, so that they are held exactly as a user's container. */
export const instanceSpec = (template: Template, limits: InstanceLimits, user: OfTheUser): InstanceSpec => ({
  ...user,
  type: template.type,
  template,
  volumes: template.volumes,
  port: SERVICE_PORT,
  limits,
  confinement: template.confinement,
});
