import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../lib/api.js';

const TIMEOUT_MS = 30 * 60_000;

export interface UploadStep {
  name: string;
  number: number;
  count: number;
}

/** A folder, or a file that was deleted meanwhile: sending it would fail like a network error. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** One file after the other; stops at the first that is refused. */
export function useUpload(type: string) {
  const [step, setStep] = useState<UploadStep | null>(null);
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationKey: ['upload', type],
    mutationFn: async (files: readonly File[]) => {
      for (const [index, file] of files.entries()) {
        setStep({ name: file.name, number: index + 1, count: files.length });
        await checkReadable(file);
        await call('putFile', { params: { type }, query: { path: file.name }, file, timeoutMs: TIMEOUT_MS });
      }
    },
  });
  const upload = (files: readonly File[]) => {
    if (files.length > 0 && !isPending) mutate(files);
  };
  return { upload, uploading: isPending, done: isSuccess, step, error };
}
export type Upload = ReturnType<typeof useUpload>;

async function checkReadable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (error) {
    throw new UnreadableFile(file.name, { cause: error });
  }
}
