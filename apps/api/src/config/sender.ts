const SENDER = /^(?:[^<>@\r\n]*<([^<>]+)>|([^<>\s]+))$/;
const ADDRESS =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)$/i;

/** `Name <name@domain>` → `name@domain` */
export const senderAddress = (sender: string): string => {
  const [, inBrackets, bare] = SENDER.exec(sender.trim()) ?? [];
  return inBrackets ?? bare ?? '';
};

/** `Name <name@domain>` or `name@domain`. */
export const isSender = (sender: string): boolean => ADDRESS.test(senderAddress(sender));

/** `name@domain` → `domain` */
export const senderDomain = (sender: string): string => ADDRESS.exec(senderAddress(sender))?.[1] ?? 'localhost';
