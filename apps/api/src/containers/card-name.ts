import type { InstanceKey } from '../runtime/container-runtime.js';

/** How a card is called in maps and between processes. The trigger of the `user_container` table says it like this too. */
export const cardName = ({ userId, type }: InstanceKey): string => `${String(userId)}/${type}`;

export function cardOf(name: string): InstanceKey {
  const [userId, type = ''] = name.split('/');
  return { userId: Number(userId), type };
}
