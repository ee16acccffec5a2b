import type { ImageProgress } from '../image-store.js';

/** One line of the engine's JSON stream while it pulls. */
export interface PullLine {
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number; readonly units?: string };
}

interface Layer {
  downloaded: number;
  extracted: number;
  total: number;
}

/** Sums up the engine's progress of single layers. */
export class PullProgress {
  private readonly layers = new Map<string, Layer>();
  private readonly furthest = new Map<string, number>();
  private percent = 0;

  /** @returns whether anything has moved: a repeated line, or one that counts seconds until a retry, is no progress */
  add({ id = '', status = '', progressDetail }: PullLine): boolean {
    // Some engines count seconds while they extract.
    const current = progressDetail?.units ? 0 : (progressDetail?.current ?? 0);
    this.countBytes(id, status, current, progressDetail?.units ? 0 : (progressDetail?.total ?? 0));
    const step = `${id} ${status.replace(/\d+/g, '#')}`;
    const moved = current > (this.furthest.get(step) ?? -1);
    if (moved) this.furthest.set(step, current);
    return moved;
  }

  get state(): Pick<ImageProgress, 'percent' | 'bytes'> {
    let [done, extracted, total] = [0, 0, 0];
    for (const layer of this.layers.values()) {
      done += layer.downloaded;
      extracted += layer.extracted;
      total += layer.total;
    }
    if (total === 0) return { percent: null, bytes: null };
    // A layer that turns up later makes the whole larger; a bar that goes back would look broken.
    this.percent = Math.max(this.percent, ((done + extracted) / (2 * total)) * 100);
    return { percent: this.percent, bytes: { done, total } };
  }

  private countBytes(id: string, status: string, current: number, total: number): void {
    const layer = this.layers.get(id);
    if (status === 'Downloading' && total > 0) {
      this.layers.set(id, { downloaded: Math.min(current, total), extracted: 0, total });
    } else if (layer && status === 'Extracting' && total > 0) {
      layer.downloaded = layer.total;
      layer.extracted = (current / total) * layer.total;
    } else if (layer && ['Verifying Checksum', 'Download complete'].includes(status)) {
      layer.downloaded = layer.total;
    } else if (layer && status === 'Pull complete') {
      layer.downloaded = layer.extracted = layer.total;
    }
  }
}
