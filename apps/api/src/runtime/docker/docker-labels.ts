/** How this installation finds its own containers again, whatever they are called by then. */
export const labels = {
  installation: 'spawner.installation',
  user: 'spawner.user',
  type: 'spawner.type',
} as const;
