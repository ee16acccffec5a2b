import { AppError } from '../errors/app-error.js';
import type { Readiness } from '../templates/template.js';
import type { OpenOptions } from './gateway.js';
import { type Answer, isUnavailable, type ProbeTarget, probeUntil } from './probe.js';

interface Way {
  /** Where the probes of this service go. */
  readonly target: Omit<ProbeTarget, 'signal' | 'onSilence'>;
  /** For the message: where the service should listen. */
  readonly port: number;
  /** False for an answer of the gateway itself, which does not know the service yet. */
  readonly isRouted?: (answer: Answer | null) => boolean;
  /** True for a gateway's answer where nothing listens at the container's port. */
  readonly isRefused?: (status: number) => boolean;
}

/** Asks until the service is ready. When the time is up, the error says what it did last. */
export async function waitUntilReady(
  { target, port, isRouted = () => true, isRefused = () => false }: Way,
  { ready, signal, onPhase }: OpenOptions,
): Promise<void> {
  const { seconds } = ready;
  const deadline = AbortSignal.timeout(seconds * 1000);
  const path = ready.path ?? '/';
  const notReady = (answer: string) => new AppError('not_ready', { path, answer, seconds });
  let failure = new AppError('not_listening', { port, seconds });
  const onSilence = (): void => {
    failure = notReady('–');
  };
  try {
    await probeUntil({ ...target, signal: AbortSignal.any([signal, deadline]), onSilence }, (answer) => {
      if (!isRouted(answer)) {
        failure = new AppError('not_routed', { seconds });
        onPhase('route');
        return false;
      }
      onPhase('ready');
      const listens = answer !== null && !isRefused(answer.status);
      failure = listens ? notReady(String(answer.status)) : new AppError('not_listening', { port, seconds });
      return answer !== null && isReady(answer, ready);
    });
  } catch (error) {
    throw error === deadline.reason ? failure : error;
  }
}

/** A page may have any status but those of a program that is still starting; a path that was named has to succeed. */
const isReady = ({ status }: Answer, { path }: Readiness): boolean =>
  path === null ? !isUnavailable(status) : status >= 200 && status < 400;
