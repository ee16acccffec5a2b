import { labels as keys } from '@spawner/engine';
import { z } from 'zod';
import type { Engine } from './engine.js';
import { Refusal } from './refusal.js';
import type { Settings } from './settings.js';

const MARK = 'spawner.guard';

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((given) => given ?? {});
const Container = z.object({ Id: z.string(), Config: z.object({ Labels: labels }) });
const Volume = z.object({ Labels: labels });
const Service = z.object({
  ID: z.string(),
  Version: z.object({ Index: z.int() }),
  Spec: z.looseObject({ Labels: labels }),
});

/** Objects that were created through this guard. Their names prove nothing: any program on the host can choose a name. */
export class OwnResources {
  constructor(
    private readonly engine: Engine,
    private readonly settings: Pick<Settings, 'GUARD_MARK' | 'GUARD_INSTALLATION'>,
  ) {}

  /** The label for new objects. */
  get mark(): Readonly<Record<string, string>> {
    return { [MARK]: this.settings.GUARD_MARK };
  }

  has(given: Readonly<Record<string, string>>): boolean {
    const { GUARD_MARK: mark, GUARD_INSTALLATION: older } = this.settings;
    return (
      given[MARK] === mark || (older !== undefined && [given[keys.installation], given[keys.helper]].includes(older))
    );
  }

  /** The client's label filters, limited to objects created through this guard. */
  narrow(label: readonly string[] = []): string[] {
    const older = this.settings.GUARD_INSTALLATION;
    const ofOlder = [`${keys.installation}=${older ?? ''}`, `${keys.helper}=${older ?? ''}`];
    if (older !== undefined && label.some((wanted) => ofOlder.includes(wanted))) return [...label];
    return [...label, `${MARK}=${this.settings.GUARD_MARK}`];
  }

  /** Returns the id, because between this check and the call another container could take the name. */
  async container(reference: string): Promise<{ id: string; helper: boolean }> {
    const found = await this.engine.find(`/containers/${reference}/json`);
    if (found === null) throw new Refusal(`No such container: ${reference}`, 404);
    const { Id, Config } = this.ownContainer(found);
    return { id: Id, helper: keys.helper in Config.Labels };
  }

  ownContainer(found: unknown): z.infer<typeof Container> {
    const container = Container.parse(found);
    if (!this.has(container.Config.Labels)) throw new Refusal('the container was not made by Spawner');
    return container;
  }

  /** The service as its manager knows it. */
  async service(reference: string): Promise<z.infer<typeof Service>> {
    const found = await this.engine.find(`/services/${reference}`);
    if (found === null) throw new Refusal(`service ${reference} not found`, 404);
    const service = Service.parse(found);
    if (!this.has(service.Spec.Labels)) throw new Refusal('the service was not made by Spawner');
    return service;
  }

  /** @returns whether the volume exists; throws if it was not created by Spawner */
  async volume(name: string): Promise<boolean> {
    const found = await this.engine.find(`/volumes/${name}`);
    if (found === null) return false;
    if (this.has(Volume.parse(found).Labels)) return true;
    throw new Refusal(
      `the volume ${name} was not made by Spawner; set GUARD_INSTALLATION for volumes from before the guard`,
    );
  }
}
