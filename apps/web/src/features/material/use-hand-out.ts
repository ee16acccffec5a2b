import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useJobStarted } from '../../components/jobs/jobs.query.js';
import { callAdmin } from '../../lib/admin-api.js';
import { hasCode } from '../../lib/problem.js';
import type { UploadItem } from '../../lib/upload-item.js';
import { isSingle } from './pack-material.js';

const TIMEOUT_MS = 30 * 60_000;

interface HandOut {
  name: string;
  type: string;
  later: boolean;
  items: readonly UploadItem[];
  /** Ids; null: all. */
  people: readonly number[] | null;
}

/** Packs, sends and hands out. `sent` is null before anything is sent. */
export function useHandOut(classId: number) {
  const queryClient = useQueryClient();
  const jobStarted = useJobStarted();
  const [sent, setSent] = useState<{ done: number; total: number } | null>(null);
  const stop = useRef<AbortController>(null);
  const params = { id: String(classId) };
  const act = useMutation({
    mutationFn: async ({ name, type, later, items, people }: HandOut) => {
      const { signal } = (stop.current = new AbortController());
      setSent(null);
      // Only those who hand out load the code that packs.
      const { packMaterial } = await import('./pack-material.js');
      const { file, media } = await packMaterial(items);
      setSent({ done: 0, total: file.size });
      const { id } = await callAdmin('addMaterial', {
        ...{ params, file, media, signal, timeoutMs: TIMEOUT_MS },
        // What is for some is not for those who come later.
        query: {
          name,
          type,
          later: later && people === null ? 'true' : 'false',
          ...(isSingle(items) && { file: items[0]?.path ?? name }),
        },
        onSent: (done) => setSent({ done, total: file.size }),
      });
      await callAdmin('deliverMaterial', {
        params: { ...params, material_id: String(id) },
        body: people ? { user_ids: [...people] } : { all: true },
      }).catch((error: unknown) => {
        // Nobody is in the class yet: those who join get it.
        if (!hasCode(error, 'nothing_selected')) throw error;
      });
    },
    onSettled: () => Promise.all([queryClient.invalidateQueries({ queryKey: ['classes', params.id] }), jobStarted()]),
  });

  const { isPending } = act;
  useEffect(() => {
    if (!isPending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isPending]);
  // A closed dialog gives the upload up.
  useEffect(() => () => stop.current?.abort(), []);
  return { ...act, sent };
}
