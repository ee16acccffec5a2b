import { z } from 'zod';
import * as given from '../policy/query.js';
import { at, type Rule, type RuleContext } from './rule.js';

/** Longer than the client's own deadline: the engine goes on measuring when it is left. */
export const MEASURE_MS = 35 * 60_000;

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
export const engineRules = ({ own }: RuleContext): Rule[] => [
  { method: 'HEAD', path: at('/_ping'), request: () => ({ method: 'HEAD', path: '/_ping' }) },
  { method: 'GET', path: at('/_ping'), request: () => ({ method: 'GET', path: '/_ping' }) },
  { method: 'GET', path: at('/info'), request: () => ({ method: 'GET', path: '/info' }) },
  {
    method: 'GET',
    path: at('/events'),
    request: ({ query }) => {
      const parsed = Events.parse(query).filters;
      const filters = JSON.stringify({ ...parsed, label: own.narrow(parsed.label) });
      return { method: 'GET', path: '/events', query: { filters }, patienceMs: null };
    },
  },
  {
    method: 'GET',
    path: at('/system/df'),
    request: ({ query }) => {
      const parsed = Measure.parse(query);
      // Engines before 23 ignore the type and list everything.
      const show = (found: unknown) => ({
        Volumes: Usage.parse(found).Volumes?.filter(({ Labels }) => own.has(Labels ?? {})) ?? [],
      });
      return { method: 'GET', path: '/system/df', query: parsed, patienceMs: MEASURE_MS, show };
    },
  },
];
