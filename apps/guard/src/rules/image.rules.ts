import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { volumeHelper } from '@spawner/engine';
import { z } from 'zod';
import * as given from '../policy/query.js';
import { Refusal } from '../refusal.js';
import { at, nothing, type Rule, type RuleContext } from './rule.js';

/** The templates' images. What the client sends to be built or imported is never used: see templates.ts. */
export function imageRules({ images, settings }: RuleContext): Rule[] {
  const name = z.enum([...images.keys()]);
  const List = z.strictObject({ filters: given.filters({ reference: z.tuple([name]) }) });
  const Build = z.strictObject({ t: name, buildargs: given.buildArguments.optional(), forcerm: z.literal('true') });
  const pulled = [...images].flatMap(([image, { context }]) => (context ? [] : [image]));
  return [
    {
      method: 'GET',
      path: at('/images/json'),
      request: ({ query }) => {
        const { filters } = List.parse(query);
        return { method: 'GET', path: '/images/json', query: { filters: JSON.stringify(filters) } };
      },
    },
    {
      method: 'GET',
      path: at('/images/([^/].*)/json'),
      request: ({ query, name: image }) => {
        nothing.parse(query);
        return { method: 'GET', path: `/images/${name.parse(image)}/json`, show: (found) => Inherited.parse(found) };
      },
    },
    {
      method: 'POST',
      path: at('/images/create'),
      request: ({ query }) => {
        if ('fromSrc' in query) {
          const parsed = Import.parse(query);
          return {
            method: 'POST',
            path: '/images/create',
            query: parsed,
            tar: Readable.from([volumeHelper.emptyTar()]),
          };
        }
        const parsed = Pull.parse(query);
        const image = `${parsed.fromImage}${parsed.tag.includes(':') ? '@' : ':'}${parsed.tag}`;
        if (!pulled.some((allowed) => image === allowed || image === `${allowed}:latest`)) {
          throw new Refusal(`${image} is not an image that a template is pulled from`);
        }
        return { method: 'POST', path: '/images/create', query: parsed, patienceMs: null };
      },
    },
    {
      method: 'POST',
      path: at('/build'),
      request: ({ query }) => {
        const { t, buildargs } = Build.parse(query);
        const { context, base } = images.get(t) ?? { context: null, base: null };
        if (!context) throw new Refusal(`${t} is not built, it is pulled`);
        if ((buildargs?.['BASE_IMAGE'] ?? null) !== base) {
          throw new Refusal(`the base image of ${t} is ${base ?? "its Dockerfile's own"} for the guard`);
        }
        const known = { ...settings.proxies, ...(base !== null && { BASE_IMAGE: base }) };
        if (!isDeepStrictEqual({ ...buildargs }, known)) {
          throw new Refusal(
            'the build arguments are not BASE_IMAGE, HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the guard',
          );
        }
        const parsed = { t, forcerm: 'true', buildargs: buildargs && JSON.stringify(buildargs) };
        return { method: 'POST', path: '/build', query: parsed, tar: context(), patienceMs: null };
      },
    },
  ];
}

const Pull = z.strictObject({ fromImage: z.string(), tag: z.string() });
const Import = z.strictObject({
  fromSrc: z.literal('-'),
  repo: z.literal(volumeHelper.image.repo),
  tag: z.literal(volumeHelper.image.tag),
});
/** What a container inherits from its image. */
const Inherited = z.object({
  Id: z.string(),
  Config: z.object({ User: z.unknown().optional(), Labels: z.unknown().optional() }),
});
