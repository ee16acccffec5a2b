import type { Readable } from 'node:stream';
import type { ContainerKey } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';

/** A folder of an instance that outlives it. */
export interface Volume extends ContainerKey {
  /** Unique on the runtime. */
  readonly name: string;
  /** Where the instance sees it. */
  readonly path: string;
}

/** A file for a volume, or with null a folder. */
export interface NewFile {
  /** Below the folder it is written to. */
  readonly path: string;
  readonly content: Buffer | null;
}

/** A volume, and the instance that mounts it where there is one. */
export interface VolumePlace {
  readonly volume: Volume;
  /** Its name. It need not be there, nor run. */
  readonly instance: string;
}

/** Paths are absolute, as the instance sees them. */
export interface VolumeContent {
  /** Whether there is a file, a link or a folder. */
  has(path: string): Promise<boolean>;

  /**
   * Unpacks files and folders, which get the owner of the folder above. Nothing that is there is written over, so that a call
   * that was interrupted can be repeated.
   * @param folder made where it is missing
   * @param tar may be called more than once
   * @throws AppError `folder_in_the_way` where one of the folders is a file, or a link that leads out of the volume
   */
  unpack(folder: string, tar: () => Readable): Promise<void>;
}

/** Keeps the volumes of this installation, also of instances that are gone. Fails with an AppError. */
export abstract class VolumeStore {
  /** @param key only those of this container */
  abstract list(key?: ContainerKey): Promise<Volume[]>;

  /**
   * As `list`, of one container.
   * @throws AppError `runtime_unreachable` where there seem to be none, and a machine that may have them does not answer
   */
  async listOf(key: ContainerKey): Promise<Volume[]> {
    const wasWhole = await this.isWhole();
    const volumes = await this.list(key);
    if (volumes.length === 0 && !(wasWhole && (await this.isWhole())))
      throw new AppError('runtime_unreachable', { reason: 'a machine that may have files does not answer' });
    return volumes;
  }

  /** Whether a list at this moment is of all volumes: a machine that does not answer may have others. */
  isWhole(): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** Bytes by volume name. Engines read every file for it, which takes minutes on slow disks: never in a request. */
  abstract measure(signal: AbortSignal): Promise<ReadonlyMap<string, number>>;

  /** Deletes all volumes of this key. Absent is fine; the instance itself must be gone. */
  abstract remove(key: ContainerKey): Promise<void>;

  /**
   * Writes files into a volume of an instance, running or not. Missing folders are made, with their parent's owner.
   * @param instance its name
   * @param folder absolute, as the instance sees it
   * @throws AppError `no_container`, `invalid_request` where a folder is in the way of a file or the other way round;
   * some of the others may be written by then
   */
  abstract writeFiles(instance: string, folder: string, files: readonly NewFile[]): Promise<void>;

  /** Works on the content of a volume that must be there. One that no instance mounts is made accessible once for all of it. */
  abstract use<T>(place: VolumePlace, work: (content: VolumeContent) => Promise<T>): Promise<T>;

  /** A tar of the volume's content. */
  abstract export(volume: Volume): Promise<Readable>;

  /** Makes the volume anew and fills it from such a tar. No instance may use it. */
  abstract import(volume: Volume, tar: Readable): Promise<void>;
}
