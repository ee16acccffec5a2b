import { MachinesResponse } from '../machines.js';
import { table } from './endpoint.js';

export const machineEndpoints = table({
  machines: {
    method: 'GET',
    path: '/api/admin/machines',
    answer: MachinesResponse,
    role: 'admin',
    scope: 'admin:read',
  },
  drainMachine: {
    method: 'POST',
    path: '/api/admin/machines/{id}/drain',
    answer: MachinesResponse,
    role: 'admin',
    scope: 'admin:write',
  },
  resumeMachine: {
    method: 'POST',
    path: '/api/admin/machines/{id}/resume',
    answer: MachinesResponse,
    role: 'admin',
    scope: 'admin:write',
  },
});
