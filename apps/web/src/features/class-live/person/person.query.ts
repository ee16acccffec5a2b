import type { ClassAct } from '@spawner/contracts';
import { useMutation } from '@tanstack/react-query';
import { callAdmin } from '../../../lib/admin-api.js';

/** The stream brings what changes. */
export const useHelpDone = (classId: number) =>
  useMutation({
    mutationFn: (userId: number) => callAdmin('helpDone', { params: { id: String(classId), user_id: String(userId) } }),
  });

export const usePersonAct = (classId: number, type: string, userId: number) =>
  useMutation({
    mutationFn: (act: ClassAct) =>
      callAdmin('classCards', { params: { id: String(classId), act }, body: { type, user_ids: [userId] } }),
  });
