import { useEffect, useState } from 'react';

/** A shorter interruption is not shown. */
const PATIENCE_MS = 3_000;

export interface StreamState {
  onUp: () => void;
  onDown: () => void;
}

/** Keeps a stream open while it is wanted, and opens it anew with another `open`; true while it is interrupted. */
export function useStream(wanted: boolean, open: (state: StreamState) => () => void): boolean {
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (!wanted) return;
    let patience: ReturnType<typeof setTimeout> | undefined;
    const onDown = () => {
      patience ??= setTimeout(() => setLost(true), PATIENCE_MS);
    };
    const onUp = () => {
      clearTimeout(patience);
      patience = undefined;
      setLost(false);
    };
    onDown();
    const stop = open({ onUp, onDown });
    return () => {
      stop();
      onUp();
    };
  }, [wanted, open]);
  return lost;
}
