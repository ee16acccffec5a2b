import { stripVTControlCharacters } from 'node:util';
import { Injectable } from '@nestjs/common';
import { containerName, type Owner } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** What a container writes. */
@Injectable()
export class ContainerLogs {
  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly runtime: ContainerRuntime,
  ) {}

  /** @throws AppError `no_container` */
  async tail(owner: Owner, type: string, lines: number): Promise<string[]> {
    return (await this.runtime.logs(await this.find(owner, type), lines)).map(stripVTControlCharacters);
  }

  /** @throws AppError `no_container` */
  async follow(owner: Owner, type: string, lines: number, signal: AbortSignal): Promise<AsyncIterable<string>> {
    return plain(this.runtime.followLogs(await this.find(owner, type), lines, signal));
  }

  private async find(owner: Owner, type: string): Promise<string> {
    const name = containerName({ ...owner, type: this.catalogue.get(type).type });
    if (!(await this.runtime.inspect(name))) throw new AppError('no_container');
    return name;
  }
}

/** Colours are for terminals. */
async function* plain(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield stripVTControlCharacters(line);
}
