import { z } from 'zod';
import { HELPER } from '../policy/container.js';
import * as given from '../policy/query.js';
import { at, type Place, type Rule, SERVICE } from './rule.js';

const PATH = at(`/containers/(${SERVICE}|${HELPER})/archive`);

const Get = z.strictObject({ path: given.path });
const Put = z.strictObject({ path: given.path, noOverwriteDirNonDir: z.literal('true').optional() });

/** Copies files into and out of Spawner's containers. The engine resolves each path inside the container's own root. */
export const archiveRules = ({ belongings }: Place): Rule[] => [
  {
    method: 'GET',
    path: PATH,
    question: async ({ query, name }) => {
      const asked = Get.parse(query);
      const { id } = await belongings.container(name);
      return { method: 'GET', path: `/containers/${id}/archive`, query: asked, patienceMs: null };
    },
  },
  {
    method: 'PUT',
    path: PATH,
    question: async (call) => {
      const asked = Put.parse(call.query);
      const { id } = await belongings.container(call.name);
      return { method: 'PUT', path: `/containers/${id}/archive`, query: asked, tar: call.archive(), patienceMs: null };
    },
  },
];
