import { fillIn, type Placeholders } from '@spawner/engine';
import { containerName, type ContainerRef } from '../container-ref/container-ref.js';
import type { Template } from '../templates/template.js';
import type { InstanceSpec } from './container-runtime.js';

interface Served {
  /** `/ann-dev`; empty where the service has a host of its own. */
  readonly basePath: string;
  readonly serviceUrl: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** An instance of a template. The doctor's probes are made by it too, so that they are held exactly as a user's container. */
export function instanceSpec(template: Template, ref: ContainerRef, served: Served): InstanceSpec {
  const { userId, slug, type } = ref;
  const { basePath, serviceUrl, labels } = served;
  const values = { slug, user_id: String(userId), base_path: basePath, service_url: serviceUrl };
  return {
    userId,
    type,
    name: containerName(ref),
    template,
    volumes: template.volumes,
    environment: {
      ...filled(template.environment, values),
      USER_ID: String(userId),
      USER_SLUG: slug,
      CONTAINER_TYPE: type,
      BASE_PATH: basePath,
    },
    command: template.command && template.command.map((word) => fillIn(word, values)),
    labels,
    port: template.port,
    keptPrefix: template.path === 'keep' ? basePath : '',
    health: template.health,
    limits: template.limits,
    confinement: template.confinement,
    missingConsents: template.missingConsents,
  };
}

const filled = (environment: Template['environment'], values: Placeholders) =>
  Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, fillIn(text, values)]));
