import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { labels, volumeHelper } from '@spawner/engine';
import type Docker from 'dockerode';
import type { HostConfig } from 'dockerode';
import { changeDeadline, engine, ignoring, statusOf } from './docker-errors.js';

const { repo, tag } = volumeHelper.image;
const EMPTY_IMAGE = `${repo}:${tag}`;

/** Containers that are never started, as a rule of an empty image. */
export class DockerHelper {
  constructor(
    private readonly docker: Docker,
    private readonly installation: string,
  ) {}

  async create(hostConfig: HostConfig, image = EMPTY_IMAGE): Promise<Docker.Container> {
    const options = {
      name: volumeHelper.name(randomBytes(6).toString('hex')),
      Image: image,
      Cmd: [volumeHelper.command],
      Labels: { [labels.helper]: this.installation },
      HostConfig: { NetworkMode: 'none', ...hostConfig },
    };
    const create = () => this.docker.createContainer({ ...options, abortSignal: changeDeadline() });
    try {
      await engine(create(), [404]);
    } catch (error) {
      if (statusOf(error) !== 404 || image !== EMPTY_IMAGE) throw error;
      await this.makeEmptyImage();
      await engine(create());
    }
    return this.docker.getContainer(options.name);
  }

  drop(helper: Docker.Container): Promise<void> {
    return ignoring([404, 409], helper.remove({ force: true, abortSignal: changeDeadline() }));
  }

  private async makeEmptyImage(): Promise<void> {
    const options = { ...volumeHelper.image, abortSignal: changeDeadline() };
    const answer = await engine(this.docker.importImage(Readable.from([volumeHelper.emptyTar()]), options));
    await engine(finished(answer.resume()));
  }
}
