import {
  BulkContainers,
  BulkContainersStarted,
  OwnedContainersQuery,
  OwnedContainersResponse,
  Overview,
} from '../admin-containers.js';
import { ActionResponse, LaunchResponse, RemoveQuery } from '../containers.js';

/** For admins: the containers of all people. */
export const adminContainersEndpoints = {
  overview: { method: 'GET', path: '/api/admin/overview', answer: Overview },
  ownedContainers: {
    method: 'GET',
    path: '/api/admin/containers',
    query: OwnedContainersQuery,
    answer: OwnedContainersResponse,
  },
  stopOwned: { method: 'POST', path: '/api/admin/container/{user_id}/{type}/stop', answer: ActionResponse },
  restartOwned: { method: 'POST', path: '/api/admin/container/{user_id}/{type}/restart', answer: LaunchResponse },
  recreateOwned: { method: 'POST', path: '/api/admin/container/{user_id}/{type}/recreate', answer: LaunchResponse },
  removeOwned: {
    method: 'DELETE',
    path: '/api/admin/container/{user_id}/{type}',
    query: RemoveQuery,
    answer: ActionResponse,
  },
  bulkContainers: {
    method: 'POST',
    path: '/api/admin/containers/bulk',
    body: BulkContainers,
    answer: BulkContainersStarted,
    status: 202,
  },
} as const;
