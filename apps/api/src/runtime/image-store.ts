import type { Template } from '../templates/template.js';

/** What an image is called, and where it comes from. */
export type ImageSource = Pick<Template, 'type' | 'image' | 'baseImage' | 'folder'>;

/** How far an image is: a share of the whole where it is known, and a line of the runtime's own output. */
export interface ImageProgress {
  readonly percent: number | null;
  /** Known only while it is pulled. */
  readonly bytes: { readonly done: number; readonly total: number } | null;
  readonly detail: string | null;
}

/** Gets images ready to create instances from. Fails with an AppError. */
export abstract class ImageStore {
  /**
   * Pulls or builds the image unless it is there and up to date. Where it is there and cannot be brought up to date, it
   * stays as it is. Concurrent calls for one image share the work and its progress.
   * @throws AppError `image_pull_failed`, `image_build_failed`, `buildkit_missing`, `image_stalled`, `disk_full`
   */
  abstract prepare(source: ImageSource, onProgress: (progress: ImageProgress) => void): Promise<void>;

  /** Fetches what the image's registry has under its name by now. @throws AppError as `prepare` */
  abstract refresh(source: ImageSource): Promise<void>;

  /** Of the image that the next instance is created from; null while it is missing. */
  abstract currentId(source: ImageSource): Promise<string | null>;
}
