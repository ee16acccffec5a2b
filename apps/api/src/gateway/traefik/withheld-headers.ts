/** X-Forwarded-… headers that Traefik itself removes from clients' requests and sets anew. */
const TRAEFIKS_OWN = ['for', 'host', 'port', 'proto', 'server'];

/**
 * Names of headers that a client must not send to a container: ours; spellings that some applications read as X-Forwarded-*
 * although no proxy sets or removes them; and the other X-Forwarded-*, in which some proxies name the user. In any case.
 */
export const WITHHELD =
  `^(forwarded$|x([-_.]spawner[-_.]|[_.](forwarded|real)[-_.]|-(forwarded|real)[_.]` +
  `|-forwarded-${anyBut(TRAEFIKS_OWN)}))`;

/** A pattern for every ending but these: Traefik's regular expressions have no "not". */
function anyBut(endings: readonly string[]): string {
  const heads = [...new Set(endings.flatMap(([head]) => head ?? []))];
  const tails = heads.map((head) => {
    const further = endings.filter((ending) => ending.startsWith(head)).map((ending) => ending.slice(1));
    return head + anyBut(further);
  });
  const other = heads.length > 0 ? `[^${heads.join('')}]` : '.';
  return `(${[other, ...tails, ...(endings.includes('') ? [] : ['$'])].join('|')})`;
}
