import type { ContainerDetail } from '@spawner/contracts';
import { endpoints } from 'virtual:contract';
import { openEventStream } from '../../../lib/event-stream.js';

type Options = Omit<Parameters<typeof openEventStream<ContainerDetail>>[0], 'event' | 'shape' | 'onEvent'> & {
  onContainer: (detail: ContainerDetail) => void;
};

/** Receives the state of the user's own containers until it is stopped. */
export const openContainerStream = ({ onContainer, ...options }: Options): (() => void) =>
  openEventStream<ContainerDetail>({
    ...options,
    event: 'container',
    shape: endpoints.container.answer,
    onEvent: onContainer,
  });
