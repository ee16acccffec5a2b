import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import type { ServiceSpec } from 'dockerode';
import { poll } from '../../background/poll.js';
import { AppError } from '../../errors/app-error.js';
import { changeDeadline, ignoring, statusOf } from '../docker/docker-errors.js';
import type { MachineNode } from '../host-probe.js';
import type { NodeEngines } from './node-engines.js';

export type Service = Pick<Docker.Service, 'ID' | 'Spec' | 'Version' | 'CreatedAt'>;

/** A run of a service on a node, as far as it is used here. */
export interface Task {
  readonly ID: string;
  readonly ServiceID: string;
  readonly NodeID?: string;
  readonly Slot?: number;
  readonly CreatedAt: string;
  readonly DesiredState: string;
  readonly Status: {
    readonly State: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number };
  };
}

interface SwarmNode {
  readonly ID: string;
  readonly CreatedAt?: string;
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Availability: string };
  readonly Description: {
    readonly Hostname: string;
    readonly Resources: { readonly NanoCPUs: number; readonly MemoryBytes: number };
  };
  readonly Status: { readonly State: string; readonly Addr: string };
  readonly ManagerStatus?: unknown;
}

/** A manager as it is cut off answers nothing, and the next one would. */
const READ_MS = 5000;
const soon = (): AbortSignal => AbortSignal.timeout(READ_MS);

/** Joining, leaving and failing take a swarm seconds. */
const KNOWN_MS = 500;

/** For another change of the same service that came in between. */
const OTHERS = { everyMs: 20, forMs: 15_000 };

/** The node as the managers see it. */
export interface KnownNode extends Omit<MachineNode, 'running'> {
  readonly address: string;
  readonly joinedAt: Date;
}

/** The services of this installation, and what the managers know of them. */
export class SwarmServices {
  private known: Promise<readonly KnownNode[]> | null = null;
  private knownAt = 0;

  constructor(
    private readonly engines: NodeEngines,
    readonly installation: string,
  ) {}

  async find(name: string): Promise<Service | null> {
    const [found = null] = await this.list([`${labels.name}=${name}`]);
    return found;
  }

  async byId(id: string): Promise<Service | null> {
    const filters = { id: [id], label: [`${labels.installation}=${this.installation}`] };
    const found = await this.engines.manage((docker) => docker.listServices({ filters, abortSignal: soon() }));
    // The engine's filter also takes the beginning of an id.
    return found.find(({ ID }) => ID === id) ?? null;
  }

  list(marks: readonly string[] = []): Promise<Service[]> {
    const label = [`${labels.installation}=${this.installation}`, ...marks];
    return this.engines.manage((docker) => docker.listServices({ filters: { label }, abortSignal: soon() }));
  }

  /** Of one service or of all. The newest first. */
  async tasks(service?: string): Promise<Task[]> {
    const filters = service ? { service: [service] } : { label: [`${labels.installation}=${this.installation}`] };
    const found = await this.engines.manage(
      (docker) => docker.listTasks({ filters, abortSignal: soon() }) as Promise<Task[]>,
    );
    // A stopped service's are still there for a moment.
    const own = found.filter(({ DesiredState }) => DesiredState !== 'remove');
    return own.sort((a, b) => b.CreatedAt.localeCompare(a.CreatedAt));
  }

  /** As of up to half a second ago: an operation asks several times. */
  nodes(): Promise<readonly KnownNode[]> {
    if (this.known && performance.now() - this.knownAt < KNOWN_MS) return this.known;
    const known = this.readNodes();
    this.known = known;
    this.knownAt = performance.now();
    known.catch(() => {
      if (this.known === known) this.known = null;
    });
    return known;
  }

  /** The next question goes to the managers. */
  forgetNodes(): void {
    this.known = null;
  }

  private async readNodes(): Promise<KnownNode[]> {
    const found = await this.engines.manage(
      (docker) => docker.listNodes({ abortSignal: soon() }) as Promise<SwarmNode[]>,
    );
    return found.map(({ ID: id, CreatedAt = 0, Spec, Description, Status, ManagerStatus }) => ({
      id,
      joinedAt: new Date(CreatedAt),
      name: Description.Hostname,
      address: Status.Addr,
      state: Status.State !== 'ready' ? 'down' : Spec.Availability === 'active' ? 'ready' : 'draining',
      manager: ManagerStatus !== undefined,
      cpus: Description.Resources.NanoCPUs / 1e9,
      memoryBytes: Description.Resources.MemoryBytes,
    }));
  }

  /** @throws AppError `not_found` */
  async setAvailability(id: string, availability: 'active' | 'drain'): Promise<void> {
    await this.inTurn(`the node ${id}`, async () => {
      const found = await this.engines.manage(
        (docker) => docker.listNodes({ abortSignal: soon() }) as Promise<SwarmNode[]>,
      );
      const node = found.find(({ ID }) => ID === id);
      if (!node) throw new AppError('not_found');
      if (node.Spec.Availability === availability) return;
      const spec = { ...node.Spec, Availability: availability };
      await this.engines.manage((docker) =>
        post(docker, `/nodes/${id}/update?`, spec, { version: node.Version.Index }),
      );
      this.forgetNodes();
    });
  }

  /** @returns null where the name is taken */
  async create(spec: ServiceSpec): Promise<Service | null> {
    try {
      const { ID } = await this.engines.manage(
        (docker) => post<{ ID: string }>(docker, '/services/create', spec, {}),
        [409],
      );
      return { ID, Spec: spec, CreatedAt: new Date().toISOString() };
    } catch (error) {
      if (statusOf(error) === 409) return null;
      throw error;
    }
  }

  /**
   * @param change gives null where the service is right as it is
   * @returns the service as it is then
   */
  async change(id: string, change: (spec: ServiceSpec) => ServiceSpec | null): Promise<Service> {
    return this.inTurn(`the service ${id}`, async () => {
      const service = await this.engines.manage(
        (docker) => docker.getService(id).inspect({ abortSignal: soon() } as object) as Promise<Service>,
      );
      const Spec = change(service.Spec ?? {});
      if (!Spec) return service;
      const version = service.Version?.Index;
      await this.engines.manage((docker) => post(docker, `/services/${id}/update?`, Spec, { version }));
      return { ...service, Spec };
    });
  }

  /** Updates carry the version that they change. @param update reads and writes; again where another change came in between */
  private async inTurn<T>(what: string, update: () => Promise<T>): Promise<T> {
    const done = await poll(OTHERS, async () => {
      try {
        return { result: await update() };
      } catch (error) {
        if (error instanceof AppError && /update out of sequence/i.test(String(error.facts['reason']))) return null;
        throw error;
      }
    });
    if (!done) throw new AppError('runtime_failed', { reason: `${what} changes all the time` });
    return done.result;
  }

  /** Absent is fine. */
  async remove(id: string): Promise<void> {
    await this.engines.manage((docker) =>
      ignoring([404], docker.getService(id).remove({ abortSignal: changeDeadline() } as object)),
    );
  }
}

/** The tasks of each service, in their order. */
export function byService(tasks: readonly Task[]): ReadonlyMap<string, readonly Task[]> {
  const found = new Map<string, Task[]>();
  for (const task of tasks) {
    const own = found.get(task.ServiceID) ?? [];
    own.push(task);
    found.set(task.ServiceID, own);
  }
  return found;
}

/** With an exact body. The client's own calls would send the specification as a login besides. */
function post<T>(docker: Docker, path: string, body: object, query: object): Promise<T> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path,
        method: 'POST',
        options: { _query: query, _body: body },
        statusCodes: { 200: true, 201: true },
        abortSignal: changeDeadline(),
      },
      (error, answer) => {
        if (error) reject(error);
        else resolve(answer as T);
      },
    );
  });
}
