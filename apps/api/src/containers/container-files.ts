import { Injectable } from '@nestjs/common';
import { containerName, type Owner } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { VolumeStore } from '../runtime/volume-store.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** What an owner puts into a container. */
@Injectable()
export class ContainerFiles {
  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly volumes: VolumeStore,
  ) {}

  /**
   * @param path below the template's upload folder, as FileQuery allows it
   * @throws AppError `files_not_accepted`, `no_container`
   */
  async put(owner: Owner, type: string, path: string, content: Buffer): Promise<void> {
    const { upload } = this.catalogue.get(type);
    if (upload === null) throw new AppError('files_not_accepted');
    await this.volumes.writeFile(containerName({ ...owner, type }), `${upload}/${path}`, content);
  }
}
