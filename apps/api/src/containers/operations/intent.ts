/** What is done to a container that nobody uses: paused, stopped, removed. */
export type Rest = 'pause' | 'doze' | 'retire';

/** What a card can be brought to. `delete` is `remove` with all that it keeps. */
export type Intent = 'launch' | 'stop' | 'restart' | 'recreate' | 'remove' | 'delete' | Rest;
