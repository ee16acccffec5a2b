import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { labels, volumeHelper } from '@spawner/engine';
import { z } from 'zod';
import * as given from '../policy/query.js';
import { Refusal } from '../refusal.js';
import { at, nothing, type Rule, type RuleContext } from './rule.js';

/** The templates' images. What the client sends to be built or imported is never used: see templates.ts. */
export function imageRules({ images, settings, credentials }: RuleContext): Rule[] {
  const name = z.enum([...images.keys()]);
  const bases = [...images.values()].flatMap(({ context }) => context?.bases ?? []);
  const known = z.enum([...images.keys(), ...bases]);
  const Build = z.strictObject({
    t: name,
    buildargs: given.buildArguments.optional(),
    labels: given.imageLabels,
    forcerm: z.literal('true'),
    version: z.literal('2').optional(),
  });
  const pulled = [...[...images].flatMap(([image, { context }]) => (context ? [] : [image])), ...bases];
  return [
    {
      method: 'GET',
      path: at('/images/([^/].*)/json'),
      request: ({ query, name: image }) => {
        nothing.parse(query);
        return { method: 'GET', path: `/images/${known.parse(image)}/json`, show: (found) => Inherited.parse(found) };
      },
    },
    {
      method: 'POST',
      path: at('/images/create'),
      request: async ({ query }) => {
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
        if (!pulled.includes(image)) {
          throw new Refusal(`${image} is not an image that a template is pulled from`);
        }
        const registryAuth = await credentials.headerFor(image);
        return { method: 'POST', path: '/images/create', query: parsed, registryAuth, patienceMs: null };
      },
    },
    {
      method: 'POST',
      path: at('/build'),
      request: async ({ query }) => {
        const { t, buildargs, labels: marks, version } = Build.parse(query);
        const { context, base } = images.get(t) ?? { context: null, base: null };
        if (!context) throw new Refusal(`${t} is not built, it is pulled`);
        if ((buildargs?.['BASE_IMAGE'] ?? null) !== base) {
          throw new Refusal(`the base image of ${t} is ${base ?? "its Dockerfile's own"} for the guard`);
        }
        const wanted = { ...settings.proxies, ...(base !== null && { BASE_IMAGE: base }) };
        if (!isDeepStrictEqual({ ...buildargs }, wanted)) {
          throw new Refusal(
            'the build arguments are not BASE_IMAGE, HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the guard',
          );
        }
        if (marks[labels.context] !== (await context.hash())) {
          throw new Refusal(`the folder of ${t} has other content here than in Spawner: both need the same templates`);
        }
        if ((version === '2') !== context.needsBuildKit) throw new Refusal(`another builder than ${t} needs`);
        const parsed = {
          ...{ version, t, forcerm: 'true', labels: JSON.stringify(marks) },
          buildargs: buildargs && JSON.stringify(buildargs),
        };
        return { method: 'POST', path: '/build', query: parsed, tar: context.tar(), patienceMs: null };
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
  Created: z.string().optional(),
  RepoDigests: z.unknown().optional(),
  Config: z.object({ User: z.unknown().optional(), Labels: z.unknown().optional() }),
});
