import { AppError } from '../errors/app-error.js';

/** Carries the last lines of the build, which show why it failed. */
export class ImageBuildFailed extends AppError {
  constructor(
    image: string,
    readonly logTail: readonly string[],
    cause: unknown,
  ) {
    super('image_build_failed', { image }, { cause });
    this.name = 'ImageBuildFailed';
  }
}
