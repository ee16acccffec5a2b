/**
 * A volume is copied through a container that is never started: the engine's archive calls need one. Its image holds
 * nothing, so that a volume can be copied where the template's image is not there, yet or any more.
 */
export const volumeHelper = {
  image: { repo: 'spawner-volume', tag: 'latest' },
  /** What the image is imported from: an empty tar. */
  emptyTar: () => Buffer.alloc(1024),
  command: 'never-started',
  /** @param id twelve hexadecimal digits */
  name: (id: string): string => `spawner-volume-${id}`,
} as const;
