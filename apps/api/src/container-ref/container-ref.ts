/**
 * Names of one person's container of one template. Everything that is made from user, slug and type is made and parsed
 * here, so that a name means the same in the database, on the runtime and at the gateway.
 */
export interface ContainerKey {
  readonly userId: number;
  readonly type: string;
}

export interface ContainerRef extends ContainerKey {
  readonly slug: string;
}

export type Owner = Pick<ContainerRef, 'userId' | 'slug'>;

/** The part of a ref that is in the address of the service. */
export type ServiceId = Pick<ContainerRef, 'slug' | 'type'>;

/** `7/dev`: in maps and in messages between processes. The trigger of the `user_container` table writes it like this too. */
export const formatKey = ({ userId, type }: ContainerKey): string => `${String(userId)}/${type}`;

export function parseKey(text: string): ContainerKey {
  const [userId, type = ''] = text.split('/');
  return { userId: Number(userId), type };
}

/** `user-ann-dev-7`: what operators look for on the engine, and the key that makes creating idempotent. */
export { containerName, parseContainerName } from '@spawner/engine';

/** `user-ann-dev-7-srv-www`: whose volume it is and where the container sees it. */
export const volumeName = (container: string, path: string): string => container + path.replaceAll('/', '-');

/** `ann-dev`: the first segment of the service's path, or the first label of its host. */
export const serviceName = ({ slug, type }: ServiceId): string => `${slug}-${type}`;

/** A type has no hyphen, so there is one reading only. Null where it is no service's name. */
export function parseServiceName(name: string): ServiceId | null {
  const [, slug, type] = /^([a-z0-9-]+)-([a-z][a-z0-9]*)$/.exec(name) ?? [];
  return slug !== undefined && type !== undefined ? { slug, type } : null;
}

/** `/ann-dev` */
export const servicePath = (service: ServiceId): string => `/${serviceName(service)}`;

/** `user7-dev`: Traefik's router, service and middlewares. */
export const traefikName = ({ userId, type }: ContainerKey): string => `user${String(userId)}-${type}`;
