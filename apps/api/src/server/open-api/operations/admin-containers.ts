import type { Operations } from '../operation.js';
import { ann, containerId, launchErrors, serviceUrl } from './examples.js';

/** `user_id` and `type` of what is not there. */
const notTheirs = ['invalid_request', 'not_found'] as const;
const ready = {
  message: 'Container ready',
  service_url: serviceUrl,
  container_id: containerId,
  status: 'running',
} as const;

export const adminContainerOperations: Operations<
  'overview' | 'ownedContainers' | 'stopOwned' | 'restartOwned' | 'recreateOwned' | 'removeOwned' | 'bulkContainers'
> = {
  overview: {
    summary: 'Read how the installation does',
    description: 'For an admin: what needs attention first, then people, containers, disk and memory.',
    answer: {
      attention: [{ kind: 'weaknesses', count: 1, weaknesses: ['neighbours'] }],
      people: { total: 812, blocked: 3, approvals: 0 },
      containers: { running: 41, paused: 12, waiting: 0, failed: 1 },
      disk: { layers: 1_200_000_000, volumes: 48_000_000_000, free: 90_000_000_000, size: 240_000_000_000 },
      memory: { promised: 9_100_000_000, possible: 18_200_000_000, used: 5_400_000_000, size: 15_900_000_000 },
    },
  },
  ownedContainers: {
    summary: 'List the containers of all people',
    description: 'For an admin. Containers that exist, and those whose files are all that is left.',
    answer: {
      items: [
        {
          owner: { id: ann.id, name: ann.email, slug: ann.slug },
          type: 'dev',
          display_name: 'Development Container',
          service_url: serviceUrl,
          state: 'running',
          status_since: '2026-09-01T07:30:01.000Z',
          last_used: '2026-09-01T08:15:00.000Z',
          rest_reason: null,
          outdated: null,
          failure: null,
          waiting_since: null,
          waits_for: null,
          machine: null,
          memory_bytes: 536_870_912,
          layer_bytes: 4_096,
          layer_limit_bytes: 5_368_709_120,
          volume_bytes: 18_432,
        },
      ],
      next_cursor: null,
      total: 1,
    },
  },
  stopOwned: {
    summary: 'Stop a container of another user',
    description: 'For an admin. As the owner would; recorded with the owner, who sees it on the card.',
    answer: { message: 'Container stopped', status: 'stopped', container_id: containerId },
    errors: [...notTheirs, 'superseded', 'runtime_unreachable', 'runtime_failed'],
  },
  restartOwned: {
    summary: 'Restart a container of another user',
    description: 'For an admin. The same container is stopped and started; answers when its page works.',
    answer: ready,
    errors: [...notTheirs, 'no_container', ...launchErrors],
  },
  recreateOwned: {
    summary: 'Recreate a container of another user',
    description: 'For an admin. A new container; its volumes stay, everything outside them is lost.',
    answer: ready,
    errors: [...notTheirs, 'no_container', ...launchErrors],
  },
  removeOwned: {
    summary: 'Remove a container of another user',
    description: 'For an admin. Its volumes stay, unless `data=delete`.',
    answer: { message: 'Container removed', status: 'not_created', container_id: null },
    errors: [...notTheirs, 'superseded', 'runtime_unreachable', 'runtime_failed'],
  },
  bulkContainers: {
    summary: 'Stop, restart, recreate or remove many containers',
    description: 'For an admin. Answers at once; the job says how far it is and what failed.',
    body: { act: 'stop', containers: [{ user_id: ann.id, type: 'dev' }] },
    answer: { job_id: '0b9b5b0e-8a3f-4a52-9c0e-2f1d3f9f0a11' },
    errors: ['nothing_selected'],
  },
};
