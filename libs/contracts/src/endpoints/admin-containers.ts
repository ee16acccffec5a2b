import { BulkContainers, OwnedContainersQuery, OwnedContainersResponse } from '../admin-containers.js';
import { ActionResponse, LaunchResponse, RemoveQuery } from '../containers.js';
import { JobStarted } from '../jobs.js';
import { Overview } from '../overview.js';
import { table } from './endpoint.js';

/** The containers of all people. */
export const adminContainersEndpoints = table({
  overview: { method: 'GET', path: '/api/admin/overview', answer: Overview, role: 'admin', scope: 'admin:read' },
  ownedContainers: {
    method: 'GET',
    path: '/api/admin/containers',
    query: OwnedContainersQuery,
    answer: OwnedContainersResponse,
    role: 'admin',
    scope: 'admin:read',
  },
  stopOwned: {
    method: 'POST',
    path: '/api/admin/container/{user_id}/{type}/stop',
    answer: ActionResponse,
    role: 'admin',
    scope: 'admin:write',
  },
  restartOwned: {
    method: 'POST',
    path: '/api/admin/container/{user_id}/{type}/restart',
    answer: LaunchResponse,
    role: 'admin',
    scope: 'admin:write',
  },
  recreateOwned: {
    method: 'POST',
    path: '/api/admin/container/{user_id}/{type}/recreate',
    answer: LaunchResponse,
    role: 'admin',
    scope: 'admin:write',
  },
  removeOwned: {
    method: 'DELETE',
    path: '/api/admin/container/{user_id}/{type}',
    query: RemoveQuery,
    answer: ActionResponse,
    role: 'admin',
    scope: 'admin:write',
  },
  bulkContainers: {
    method: 'POST',
    path: '/api/admin/containers/bulk',
    body: BulkContainers,
    answer: JobStarted,
    status: 202,
    role: 'admin',
    scope: 'admin:write',
  },
});
