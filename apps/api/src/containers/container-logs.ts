import { stripVTControlCharacters } from 'node:util';
import { Injectable } from '@nestjs/common';
import { containerName, type ContainerRef } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** The log of a container, without the control characters that terminals use for colours. */
@Injectable()
export class ContainerLogs {
  constructor(
    private readonly catalogue: TemplateCatalogue,
    private readonly runtime: ContainerRuntime,
  ) {}

  /** @throws AppError `unknown_type`, `no_container` */
  async tail(ref: ContainerRef, lines: number): Promise<string[]> {
    return (await this.runtime.logs(await this.find(ref), lines)).map(stripVTControlCharacters);
  }

  /** @throws AppError `unknown_type`, `no_container` */
  async follow(ref: ContainerRef, lines: number, signal: AbortSignal): Promise<AsyncIterable<string>> {
    return plain(this.runtime.followLogs(await this.find(ref), lines, signal));
  }

  private async find(ref: ContainerRef): Promise<string> {
    this.catalogue.get(ref.type);
    const name = containerName(ref);
    if (!(await this.runtime.inspect(name))) throw new AppError('no_container');
    return name;
  }
}

async function* plain(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield stripVTControlCharacters(line);
}
