import type { Readable } from 'node:stream';
import type { Engine } from '../engine.js';
import { Refusal } from '../refusal.js';
import { Picture } from './picture.js';

/**
 * The containers that Traefik may see. It inspects all of them at every start and end of one, so the answers come from a
 * picture that lives as long as the stream of the engine's events that keeps it current.
 */
export class RoutedContainers {
  private picture: Promise<Picture> | null = null;

  constructor(private readonly engine: Engine) {}

  async list(): Promise<Buffer> {
    return (await this.current()).list();
  }

  async container(id: string): Promise<Buffer> {
    const found = (await this.current()).container(id);
    if (!found) throw new Refusal(`No such container: ${id}`, 404);
    return found;
  }

  async events(): Promise<Readable> {
    return (await this.current()).events();
  }

  /** A call during the first look waits for it; after the stream of events broke, the next call takes a new picture. */
  private current(): Promise<Picture> {
    if (this.picture) return this.picture;
    const forget = (): void => {
      if (this.picture === taken) this.picture = null;
    };
    const taken = Picture.take(this.engine, forget);
    taken.catch(forget);
    return (this.picture = taken);
  }
}
