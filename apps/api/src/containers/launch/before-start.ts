import { Injectable } from '@nestjs/common';
import type { ContainerRef } from '../../container-ref/container-ref.js';

type Step = (container: ContainerRef) => Promise<void>;

/**
 * What is put into a container after it was created and before it starts: by then its volumes have the image's content.
 * Other modules register it here, because this folder must not import them.
 */
@Injectable()
export class BeforeStart {
  private readonly steps = new Set<Step>();

  /** @param step never fails: a launch does not end because of it */
  add(step: Step): void {
    this.steps.add(step);
  }

  async run(container: ContainerRef): Promise<void> {
    for (const step of this.steps) await step(container);
  }
}
