import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { ImageStore } from '../runtime/image-store.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** Prepares the template images in the background, one after another, so that the first launch need not wait for them. */
@Injectable()
export class ImageWarmUp implements OnApplicationBootstrap {
  private readonly logger = new Logger(ImageWarmUp.name);

  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly images: ImageStore,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.launch.prepareImages) void this.prepareAll();
  }

  private async prepareAll(): Promise<void> {
    for (const template of this.catalogue.all()) {
      try {
        await this.images.prepare(template, () => undefined);
      } catch (error) {
        this.logger.warn(`template ${template.type} is not ready yet: ${(error as Error).message}`);
      }
    }
  }
}
