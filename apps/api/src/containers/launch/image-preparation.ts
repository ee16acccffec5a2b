import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseChannel } from '../../database/database-channel.js';
import { type ImageProgress, type ImageSource, ImageStore } from '../../runtime/image-store.js';

/** First half of the advisory lock's key, where those of containers have a person. The second half is the image. */
const IMAGE_LOCK = -1;
const RETRY_MS = 250;

/**
 * Gets images ready, one process at a time for each. Two that build the same image on several machines, as at the first start
 * of two replicas, would leave another build on some machines than on the others: nothing can be created from it then.
 */
@Injectable()
export class ImagePreparation {
  constructor(
    private readonly images: ImageStore,
    private readonly channel: DatabaseChannel,
  ) {}

  /** As `ImageStore`. Without progress while another process has its turn. */
  prepare(source: ImageSource, onProgress: (progress: ImageProgress) => void): Promise<void> {
    return this.inTurn(source, () => this.images.prepare(source, onProgress));
  }

  /** As `ImageStore`. */
  refresh(source: ImageSource): Promise<void> {
    return this.inTurn(source, () => this.images.refresh(source));
  }

  /** The lock belongs to the connection: within a process calls join each other. */
  private async inTurn({ image }: ImageSource, work: () => Promise<void>): Promise<void> {
    while (!(await this.take(image))) await delay(RETRY_MS);
    try {
      await work();
    } finally {
      // Where the connection is broken, the lock has ended with it.
      this.channel
        .query('SELECT pg_advisory_unlock($1::int, hashtext($2))', [IMAGE_LOCK, image])
        .catch(() => undefined);
    }
  }

  private async take(image: string): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_lock($1::int, hashtext($2)) AS taken';
    const [row] = await this.channel.query<{ taken: boolean }>(sql, [IMAGE_LOCK, image]);
    return row?.taken === true;
  }
}
