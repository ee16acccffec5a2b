import { Injectable } from '@nestjs/common';
import { containerName, type ContainerRef } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { VolumeStore } from '../runtime/volume-store.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** Files that an owner uploads into a container. */
@Injectable()
export class ContainerFiles {
  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly volumes: VolumeStore,
  ) {}

  /**
   * @param path below the template's upload folder, as FileQuery allows it
   * @throws AppError `unknown_type`, `files_not_accepted`, `no_container`
   */
  async put(ref: ContainerRef, path: string, content: Buffer): Promise<void> {
    const { upload } = this.catalogue.get(ref.type);
    if (upload === null) throw new AppError('files_not_accepted');
    await this.volumes.writeFile(containerName(ref), `${upload}/${path}`, content);
  }
}
