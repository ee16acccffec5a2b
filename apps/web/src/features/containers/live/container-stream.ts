import type { ContainerDetail } from '@spawner/contracts';
import { eventNames } from '@spawner/contracts/values';
import { endpoints } from 'virtual:contract';
import { addressOf } from '../../../lib/api.js';
import { openEventStream, type Receivers } from '../../../lib/event-stream.js';

type Options = Omit<Parameters<typeof openEventStream>[0], 'address' | 'events'> & {
  language: string;
  onContainer: (detail: ContainerDetail) => void;
  /** Further events of the same stream. */
  also: Receivers;
};

/** Receives the state of the user's own containers until it is stopped. */
export const openContainerStream = ({ language, onContainer, also, ...options }: Options): (() => void) =>
  openEventStream({
    ...options,
    address: addressOf('events', {}, { language }),
    events: { ...also, [eventNames.container]: { shape: endpoints.container.answer, onEvent: onContainer } },
  });
