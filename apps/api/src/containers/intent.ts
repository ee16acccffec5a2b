/** What each operation gives: the id of the container that is there when it has ended. */
export interface Outcome {
  launch: string;
  stop: string | null;
  restart: string;
  /** A new container from the current image; its volumes stay. */
  recreate: string;
  remove: null;
  remove_with_volumes: null;
  /** These three are not requested by the owner: the container is unused. */
  idle_pause: string | null;
  idle_stop: string | null;
  idle_remove: null;
  /** Its owner stores far more than allowed. */
  storage_stop: string | null;
  /** Others wait for the place of a paused one. */
  make_room: string | null;
  /** Ends a preparation that no launch took over: the container goes back to the state that its row has. */
  put_back: null;
  /** Also deletes the volumes, which the preparation made. */
  put_back_volumes: null;
}

/** What a container has to be brought to. Its row keeps it until the operation has ended. */
export type Intent = keyof Outcome;

/** Only with the template of the container. */
export const startsContainer = (intent: Intent): boolean => ['launch', 'restart', 'recreate'].includes(intent);
