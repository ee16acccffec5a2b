import type { LimitRule } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const rule: LimitRule = {
  id: 3,
  scope: 'everyone',
  role: null,
  person: null,
  kind: 'running',
  value: 2,
  until: null,
  note: null,
  version: 1,
  made_by: { id: 1, name: 'Ada' },
  made_at: '2026-09-01T07:30:00.000Z',
  decides_for: 211,
};

const share = { capacity: null, computed: null, reserved: 28 };

export const limitOperations: Operations<
  'ownLimits' | 'limitRules' | 'putLimitRule' | 'deleteLimitRule' | 'rehearseLimitRule' | 'limitsOfPerson' | 'capacity'
> = {
  ownLimits: {
    summary: 'Read the own limits',
    description: 'What counts towards each of them, and the rule that decides it.',
    answer: { limits: [{ kind: 'running', used: 1, value: 2, rule: { scope: 'everyone', role: null } }] },
  },
  limitRules: {
    summary: 'List the rules of limits',
    description:
      'For an admin. A rule about a person goes before one about their role, and that before one about everyone.',
    answer: { rules: [rule] },
  },
  putLimitRule: {
    summary: 'Save a rule of limits',
    description:
      'For an admin. Replaces the rule with the same scope and kind. Nothing that runs is ended: who is above the limit can start nothing new.',
    body: { scope: 'everyone', kind: 'running', value: 2, version: null },
    answer: rule,
    errors: ['not_found', 'changed_meanwhile'],
  },
  deleteLimitRule: {
    summary: 'Delete a rule of limits',
    description: 'For an admin.',
    answer: { message: 'Limit deleted' },
    errors: ['not_found'],
  },
  rehearseLimitRule: {
    summary: 'Read what a rule would do',
    description:
      'For an admin, before it is saved: for how many people it would be the one that counts, and how many of them hold more.',
    answer: { decides_for: 211, above: 3 },
  },
  limitsOfPerson: {
    summary: 'Read why somebody has these limits',
    description: 'For an admin: all rules about the person, and the one of each kind that counts.',
    answer: {
      limits: [
        {
          kind: 'running',
          used: 1,
          value: 2,
          rules: [
            {
              id: 3,
              scope: 'everyone',
              role: null,
              kind: 'running',
              value: 2,
              until: null,
              note: null,
              version: 1,
              decides: true,
            },
          ],
        },
      ],
    },
    errors: ['not_found'],
  },
  capacity: {
    summary: 'Read how full the server is',
    description: 'For an admin: what containers have reserved, of how much, and how many launches wait.',
    answer: {
      memory: { capacity: 6_039_797_760, computed: 6_039_797_760, reserved: 3_221_225_472, most: 6_442_450_944 },
      cpu: share,
      running: share,
      disk: { free: 41_943_040_000, floor: 5_368_709_120, computed: 5_368_709_120 },
      waiting: 0,
      longest_wait_since: null,
    },
  },
};
