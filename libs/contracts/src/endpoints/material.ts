import { z } from 'zod';
import { MessageResponse } from '../auth.js';
import { JobStarted } from '../jobs.js';
import {
  CollectionsResponse,
  DeliverRequest,
  Material,
  MaterialsResponse,
  NewCollection,
  NewMaterialQuery,
  StartedCollection,
} from '../material.js';
import { ResetRequest, StartedReset } from '../reset.js';
import { table } from './endpoint.js';

const read = { role: 'manager', scope: 'classes:read' } as const;
const write = { role: 'manager', scope: 'classes:write' } as const;

export const materialEndpoints = table({
  materials: { method: 'GET', path: '/api/class/{id}/materials', answer: MaterialsResponse, ...read },
  /** The request's body is a ZIP or tar archive by its media type, else a single file. */
  addMaterial: {
    method: 'POST',
    path: '/api/class/{id}/materials',
    query: NewMaterialQuery,
    answer: Material,
    status: 201,
    ...write,
  },
  /** What was handed out stays with those who have it. */
  deleteMaterial: {
    method: 'DELETE',
    path: '/api/class/{id}/material/{material_id}',
    answer: MessageResponse,
    ...write,
  },
  deliverMaterial: {
    method: 'POST',
    path: '/api/class/{id}/material/{material_id}/deliver',
    body: DeliverRequest,
    answer: JobStarted,
    status: 202,
    ...write,
  },
  collections: { method: 'GET', path: '/api/class/{id}/collections', answer: CollectionsResponse, ...read },
  collect: {
    method: 'POST',
    path: '/api/class/{id}/collections',
    body: NewCollection,
    answer: StartedCollection,
    status: 202,
    ...write,
  },
  collectionFile: {
    method: 'GET',
    path: '/api/class/{id}/collection/{collection_id}/file',
    answer: z.string(),
    media: 'application/zip',
    download: true,
    ...read,
  },
  deleteCollection: {
    method: 'DELETE',
    path: '/api/class/{id}/collection/{collection_id}',
    answer: MessageResponse,
    ...write,
  },
  resetClass: {
    method: 'POST',
    path: '/api/class/{id}/reset',
    body: ResetRequest,
    answer: StartedReset,
    status: 202,
    ...write,
  },
});
