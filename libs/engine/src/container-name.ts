const NAME = String.raw`user-([a-z0-9]+(?:-[a-z0-9]+)*)-([a-z][a-z0-9]*)-(\d{1,10})`;

/** `user-ann-dev-7`: slug, type and user id. A type has no hyphen, so there is one reading only. */
const FIRST_NAME = new RegExp(`^${NAME}$`);

/** A first name, or a second one: `user-ann-dev-7-0a1b2c3d`. A type begins with a letter, so none is both. */
export const CONTAINER_NAME = new RegExp(`^${NAME}(?:-[0-9a-f]{8})?$`);

interface NameParts {
  readonly slug: string;
  readonly type: string;
  readonly userId: number;
}

export const containerName = ({ slug, type, userId }: NameParts): string => `user-${slug}-${type}-${String(userId)}`;

/** Null for a container that was renamed by hand, or is not Spawner's. */
export function parseContainerName(name: string): NameParts | null {
  const [, slug, type, userId] = FIRST_NAME.exec(name) ?? [];
  return slug !== undefined && type !== undefined ? { userId: Number(userId), slug, type } : null;
}
