import type { Collection, DeliverRequest, Material, NewCollection, ResetRequest } from '@spawner/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { useJobStarted } from '../../components/jobs/jobs.query.js';
import { callAdmin } from '../../lib/admin-api.js';
import { call } from '../../lib/api.js';

/** Below what the end of a job loads anew. */
const keyOf = (classId: number, list: string) => ['classes', String(classId), list];
/** A ZIP is made after its job has ended, of which no event tells. */
const POLL_MS = 2000;

export const useMaterials = (classId: number) =>
  useQuery({
    queryKey: keyOf(classId, 'materials'),
    queryFn: ({ signal }) => callAdmin('materials', { params: { id: String(classId) }, signal }),
  });

export const useCollections = (classId: number) =>
  useQuery({
    queryKey: keyOf(classId, 'collections'),
    queryFn: ({ signal }) =>
      callAdmin('collections', { params: { id: String(classId) }, signal }).then(({ collections }) => collections),
    refetchInterval: ({ state }) =>
      state.data?.some((collection) => collection.state === 'running') ? POLL_MS : false,
  });

/** Names of templates, and which have a folder for files. */
export const useFileTemplates = () =>
  useQuery({
    queryKey: ['file-templates'],
    queryFn: ({ signal }) =>
      call('containers', { signal }).then(({ containers }) =>
        containers.map(({ type, display_name: name, accepts_files: acceptsFiles }) => ({ type, name, acceptsFiles })),
      ),
  });

/** How many an act on all is for. */
export const useCountOfAll = (classId: number, type: string, wanted: boolean) =>
  useQuery({
    queryKey: keyOf(classId, `count of ${type}`),
    queryFn: ({ signal }) =>
      callAdmin('startEstimate', { params: { id: String(classId) }, query: { type }, signal }).then(
        ({ members }) => members,
      ),
    enabled: wanted,
  });

function useMaterialAct<Input, Output>(classId: number, act: (input: Input) => Promise<Output>) {
  const queryClient = useQueryClient();
  const jobStarted = useJobStarted();
  return useMutation({
    mutationFn: act,
    onSettled: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: ['classes', String(classId)] }), jobStarted()]);
    },
  });
}

export const useDeliver = (classId: number) =>
  useMaterialAct(classId, ({ id, who }: { id: number; who: DeliverRequest }) =>
    callAdmin('deliverMaterial', { params: { id: String(classId), material_id: String(id) }, body: who }),
  );

export const useDeleteMaterial = (classId: number) =>
  useMaterialAct(classId, ({ id }: Material) =>
    callAdmin('deleteMaterial', { params: { id: String(classId), material_id: String(id) } }),
  );

export const useCollect = (classId: number) =>
  useMaterialAct(classId, (body: z.input<typeof NewCollection>) =>
    callAdmin('collect', { params: { id: String(classId) }, body }),
  );

export const useDeleteCollection = (classId: number) =>
  useMaterialAct(classId, ({ id }: Collection) =>
    callAdmin('deleteCollection', { params: { id: String(classId), collection_id: id } }),
  );

export const useReset = (classId: number) =>
  useMaterialAct(classId, (body: z.input<typeof ResetRequest>) =>
    callAdmin('resetClass', { params: { id: String(classId) }, body }),
  );
