import { z } from 'zod';

/** What a backup folder holds: `manifest.json`, `tables/{name}.jsonl`, `volumes/{name}.tar`, `files/{name}`. Written last: without it there is no backup. */
export const Manifest = z.object({
  format: z.literal(1),
  version: z.string(),
  at: z.iso.datetime(),
  /** The migrations that the tables have been through, in order. */
  migrations: z.array(z.string()),
  /** Each table after those it refers to. */
  tables: z.array(z.string()),
  volumes: z.array(z.object({ name: z.string(), userId: z.int(), type: z.string(), path: z.string() })),
  /** What teachers handed out and collected. Backups of older versions have none. */
  files: z.array(z.uuid()).default([]),
});
export type Manifest = z.infer<typeof Manifest>;

/** Its message is printed as it is. */
export class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
  }
}
