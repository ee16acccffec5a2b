import { z } from 'zod';
import * as given from '../policy/query.js';
import { at, type Place, type Rule } from './rule.js';

const MEASURE_MS = 150_000;

const Events = z.strictObject({
  filters: given.filters({
    type: z.tuple([z.literal('container')]),
    event: given.values,
    label: given.values,
  }),
});
const Measure = z.strictObject({ type: z.literal('volume') });
const Usage = z.object({
  Volumes: z.array(z.looseObject({ Labels: z.record(z.string(), z.string()).nullish() })).nullish(),
});

/** The engine itself: whether it answers, its version, events of Spawner's containers, sizes of Spawner's volumes. */
export const engineRules = ({ belongings }: Place): Rule[] => [
  { method: 'HEAD', path: at('/_ping'), question: () => ({ method: 'HEAD', path: '/_ping' }) },
  { method: 'GET', path: at('/_ping'), question: () => ({ method: 'GET', path: '/_ping' }) },
  { method: 'GET', path: at('/info'), question: () => ({ method: 'GET', path: '/info' }) },
  {
    method: 'GET',
    path: at('/events'),
    question: ({ query }) => {
      const asked = Events.parse(query).filters;
      const own = JSON.stringify({ ...asked, label: belongings.among(asked.label) });
      return { method: 'GET', path: '/events', query: { filters: own }, patienceMs: null };
    },
  },
  {
    method: 'GET',
    path: at('/system/df'),
    question: ({ query }) => {
      const asked = Measure.parse(query);
      // Engines before 23 ignore the type and list everything.
      const show = (found: unknown) => ({
        Volumes: Usage.parse(found).Volumes?.filter(({ Labels }) => belongings.has(Labels ?? {})) ?? [],
      });
      return { method: 'GET', path: '/system/df', query: asked, patienceMs: MEASURE_MS, show };
    },
  },
];
