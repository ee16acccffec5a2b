import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Loops } from '../background/loops.js';
import { Settings } from '../config/settings.js';
import { ImagePreparation } from '../containers/launch/image-preparation.js';
import type { Template } from '../templates/template.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { OutdatedContainers } from './outdated-containers.js';

/** Registries limit how often they are asked. */
const REFRESH_MS = 12 * 3_600_000;

/**
 * Prepares the template images in the background, one after another, so that the first launch need not wait for them, and
 * fetches newer ones from their registries at start and twice a day.
 */
@Injectable()
export class ImageWarmUp implements OnApplicationBootstrap {
  private readonly logger = new Logger(ImageWarmUp.name);

  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly images: ImagePreparation,
    private readonly outdated: OutdatedContainers,
    private readonly settings: Settings,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.settings.launch.prepareImages) return;
    void this.loops.every(REFRESH_MS, 'preparing template images', () => this.prepareAll()).run();
  }

  private async prepareAll(): Promise<void> {
    for (const template of this.catalogue.all()) {
      try {
        await this.refresh(template);
        await this.images.prepare(template, () => undefined);
      } catch (error) {
        this.logger.warn(`template ${template.type} is not ready yet: ${(error as Error).message}`);
      }
    }
    await this.outdated.run();
  }

  /** The image that is there goes on being used, for example while there is no network. */
  private async refresh(template: Template): Promise<void> {
    try {
      await this.images.refresh(template);
    } catch (error) {
      this.logger.log(`${template.image} is used as it is, its registry gives no other: ${(error as Error).message}`);
    }
  }
}
