import { CONTAINER_NAME, labels } from '@spawner/engine';
import { z } from 'zod';
import type { Settings } from '../settings.js';

const short = /^[\w-]{1,100}$/;
const text = /^[^\0\r\n]{1,2000}$/;
/** Names of Spawner's routers, middlewares and services. A name with `@` would refer to another provider's. */
const ours = String.raw`user\d{1,15}-[a-z0-9]+(?:-[a-z0-9]+)*`;
const router = String.raw`traefik\.http\.routers\.${ours}`;
const middleware = String.raw`traefik\.http\.middlewares\.${ours}`;
/** Compared with the template's: template.ts. */
const port = /^\d{1,5}$/;
const exactly = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const escaped = (value: string) => value.replace(/\W/g, String.raw`\$&`);
const literally = (value: string) => exactly(escaped(value));

/**
 * Labels control other programs of the host: a label of Compose could put the container into a foreign project, a label of
 * Traefik could publish Traefik's own API or route to any address. So each name and value has to be listed here.
 */
function listed(settings: Settings): readonly (readonly [name: RegExp, value: RegExp])[] {
  const gateway = settings.GATEWAY_ADDRESS.replace(/\/+$/, '');
  return [
    [literally(labels.installation), short],
    [literally(labels.user), /^\d{1,15}$/],
    [literally(labels.type), /^[a-z0-9]{1,50}$/],
    [literally(labels.port), port],
    [literally(labels.spec), /^[a-f0-9]{16}$/],
    [literally(labels.keptPrefix), /^\/[a-z0-9-]{1,200}$/],
    [exactly('traefik\\.enable'), /^true$/],
    [exactly('traefik\\.docker\\.network'), literally(settings.TRAEFIK_NETWORK)],
    [exactly(`${router}\\.(?:rule|entrypoints|tls\\.certresolver)`), text],
    [exactly(`${router}\\.(?:service|middlewares)`), exactly(`${ours}(?:,${ours})*`)],
    [exactly(`${router}\\.(?:priority|tls)`), /^(?:\d{1,9}|true)$/],
    [exactly(`${middleware}\\.forwardauth\\.address`), exactly(`${escaped(gateway)}/[\\w./?=&-]*`)],
    [
      exactly(
        `${middleware}\\.forwardauth\\.(?:authresponseheaders|authresponseheadersregex|trustforwardheader|maxresponsebodysize)`,
      ),
      text,
    ],
    [
      exactly(`${middleware}\\.(?:stripprefix\\.prefixes|headers\\.[a-z]+(?:\\.[A-Za-z0-9-]+)?)`),
      /^[^\0\r\n]{0,2000}$/,
    ],
    [exactly(`traefik\\.http\\.services\\.${ours}\\.loadbalancer\\.server\\.port`), port],
    ...settings.GUARD_LABELS.map((name) => [literally(name), text] as const),
  ];
}

/** What only the service of a swarm has, beside the labels of its container. */
export const swarmLabels = [
  [literally(labels.name), CONTAINER_NAME],
  [literally(labels.image), /^[^\0\s]{1,300}$/],
  [literally(labels.node), /^[a-z0-9]{25}$/],
] as const;

/**
 * Refuses each label whose name is not listed or whose value does not match, and names it in the error.
 * @param further names and values beside those of a container
 */
export function serviceLabels(settings: Settings, further: ReturnType<typeof listed> = []) {
  const allowed = [...listed(settings), ...further];
  return z.record(z.string(), z.string()).superRefine((given, context) => {
    for (const [name, value] of Object.entries(given)) {
      if (allowed.some(([names, values]) => names.test(name) && values.test(value))) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'is not a label that Spawner sets' });
    }
  });
}

export const helperLabels = z.strictObject({ [labels.helper]: z.string().regex(short) });

export const volumeLabels = z.strictObject({
  [labels.installation]: z.string().regex(short),
  [labels.user]: z.string().regex(/^\d{1,15}$/),
  [labels.type]: z.string().regex(/^[a-z0-9]{1,50}$/),
  [labels.path]: z.string().regex(/^(?:\/[\w.-]{1,100}){1,20}$/),
});
