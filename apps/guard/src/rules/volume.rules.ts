import { z } from 'zod';
import { VOLUME_NAME } from '../policy/container.js';
import * as given from '../policy/query.js';
import { at, nothing, type Rule, type RuleContext } from './rule.js';

const byLabel = given.filters({ label: given.values });
/** By name all volumes are listed, because Spawner checks whether a name is free. */
const byName = given.filters({ name: z.array(z.string().regex(VOLUME_NAME)).min(1).max(20) });
const List = z.strictObject({ filters: z.union([byLabel, byName]) });

/** Volumes. They are created together with the container that mounts them. */
export const volumeRules = ({ own }: RuleContext): Rule[] => [
  {
    method: 'GET',
    path: at('/volumes'),
    request: ({ query }) => {
      const { filters } = List.parse(query);
      const narrowed = 'label' in filters ? { label: own.narrow(filters.label) } : filters;
      return { method: 'GET', path: '/volumes', query: { filters: JSON.stringify(narrowed) } };
    },
  },
  {
    method: 'DELETE',
    path: at('/volumes/(user-[a-zA-Z0-9_.-]{1,240})'),
    request: async ({ query, name }) => {
      nothing.parse(query);
      await own.volume(name);
      return { method: 'DELETE', path: `/volumes/${name}` };
    },
  },
];
