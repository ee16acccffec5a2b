import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { UploadItem } from '../../../lib/upload-item.js';
import { questionAbout, type UploadQuestion } from './upload-question.js';
import { NOTHING, type UploadState } from './upload-state.js';

/** Sends files into a container, with a question before it where there is a choice. */
export function useUpload(type: string) {
  const [state, setState] = useState<UploadState | null>(null);
  const [question, setQuestion] = useState<UploadQuestion | null>(null);
  const stop = useRef<AbortController>(null);
  /** Not once it is forgotten. */
  const change = (next: (state: UploadState) => Partial<UploadState>) =>
    setState((state) => state && { ...state, ...next(state) });

  const { mutate, isPending } = useMutation({
    mutationKey: ['upload', type],
    mutationFn: async (items: readonly UploadItem[]) => {
      // Only those who upload load the code that packs.
      const { bytesOf, sendAll, Unsent } = await import('./send-all.js');
      const { signal } = (stop.current = new AbortController());
      const [only] = items;
      setState({
        ...NOTHING,
        phase: 'sending',
        name: items.length === 1 && only && !only.unpack ? only.path : null,
        files: items.filter(({ file }) => file).length,
        bytes: bytesOf(items),
      });
      let before = 0;
      try {
        await sendAll(type, items, {
          signal,
          onSent: (sent) => change(() => ({ sent: before + sent })),
          onStored: ({ files, bytes, leftOut, failures, start }) => {
            before += bytes;
            change((state) => ({
              sent: before,
              stored: state.stored + files,
              leftOut: state.leftOut + leftOut,
              failures: [...state.failures, ...failures],
              start: higher(state.start, start),
            }));
          },
        });
      } catch (error) {
        if (!(error instanceof Unsent)) throw error;
        change(() => ({ unsent: { items: error.items, reason: signal.aborted ? null : error.cause } }));
        // The caches of the page watch for an ended login.
        if (!signal.aborted) throw error.cause;
      } finally {
        change(() => ({ phase: 'over' }));
      }
    },
  });

  useEffect(() => {
    if (!isPending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isPending]);

  const upload = async (picked: readonly UploadItem[] | Promise<readonly UploadItem[]>) => {
    if (isPending || state?.phase === 'reading') return;
    setState(NOTHING);
    const items = await picked;
    const choice = await questionAbout(items);
    setState(null);
    if (choice) setQuestion(choice);
    else if (items.length > 0) mutate(items);
  };
  return {
    began: state !== null || question !== null,
    state,
    question,
    upload: (picked: readonly UploadItem[] | Promise<readonly UploadItem[]>) => void upload(picked),
    answer: (items: readonly UploadItem[] | null) => {
      setQuestion(null);
      if (items) mutate(items);
    },
    retry: (items: readonly UploadItem[]) => mutate(items),
    cancel: () => stop.current?.abort(),
    /** Its container is gone. */
    forget: () => {
      stop.current?.abort();
      setState(null);
    },
  };
}
export type Upload = ReturnType<typeof useUpload>;

/** Of two folders the one with the shorter path. */
function higher(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return other.split('/').length < one.split('/').length ? other : one;
}
