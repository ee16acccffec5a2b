/**
 * What a card can be brought to. `delete` is `remove` with all that it keeps; the last three are nobody's wish: the
 * container is paused, stopped, removed because nobody uses it.
 */
export type Intent = 'launch' | 'stop' | 'restart' | 'recreate' | 'remove' | 'delete' | 'pause' | 'doze' | 'retire';
