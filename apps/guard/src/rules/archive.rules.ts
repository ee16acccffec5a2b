import { z } from 'zod';
import { HELPER } from '../policy/container.js';
import * as given from '../policy/query.js';
import { at, ID, type Rule, type RuleContext, SERVICE } from './rule.js';

const PATH = at(`/containers/(${SERVICE}|${HELPER}|${ID})/archive`);

const Get = z.strictObject({ path: given.path });
const Put = z.strictObject({ path: given.path, noOverwriteDirNonDir: z.literal('true').optional() });

/** Copies files into and out of Spawner's containers. The engine resolves each path inside the container's own root. */
export const archiveRules = ({ own }: RuleContext): Rule[] => [
  {
    method: 'GET',
    path: PATH,
    request: async ({ query, name }) => {
      const parsed = Get.parse(query);
      const { id } = await own.container(name);
      return { method: 'GET', path: `/containers/${id}/archive`, query: parsed, patienceMs: null };
    },
  },
  {
    method: 'PUT',
    path: PATH,
    request: async (call) => {
      const parsed = Put.parse(call.query);
      const { id } = await own.container(call.name);
      return { method: 'PUT', path: `/containers/${id}/archive`, query: parsed, tar: call.archive(), patienceMs: null };
    },
  },
];
