import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type Docker from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import type { InstanceNode } from '../container-runtime.js';
import { type EngineInfo, info } from '../docker/docker-client.js';
import { asAppError, engine } from '../docker/docker-errors.js';

/** The engine of one node. */
export interface NodeEngine extends InstanceNode {
  readonly manager: boolean;
  readonly docker: Docker;
}

/** How long an engine may take to say which node it is: one that is cut off does not answer at all. */
const ANSWER_MS = 5000;
/** How long what was found counts. Nodes come and go. */
const FRESH_MS = 10_000;
/** An engine that has not answered is left alone for so long, or until it does: each call to one that is cut off would wait. */
const REST_MS = 5000;

/** The engines of all nodes that answer, by the id of their node. */
export class NodeEngines {
  private found: readonly NodeEngine[] | null = null;
  /** Those of the last time that any answered: a call that is tried may succeed where a busy one was too slow before. */
  private managers: readonly NodeEngine[] = [];
  private foundAt = -Infinity;
  private finding: Promise<void> | null = null;
  private readonly clients = new Map<string, Docker>();
  private readonly restsUntil = new Map<string, number>();
  /** A manager that has failed is called after the others: one without a leader says which node it is, and decides nothing. */
  private readonly lastUntil = new Map<string, number>();

  /** @param addresses as in DOCKER_HOST; a host name stands for all its addresses */
  constructor(
    private readonly addresses: readonly string[],
    private readonly connect: (address: string) => Docker,
  ) {}

  /** Those that answer. @throws AppError `runtime_unreachable` where none ever did */
  async all(): Promise<readonly NodeEngine[]> {
    const now = performance.now();
    if (!this.found) await this.refresh();
    // Nothing waits for it: an address that nothing listens at takes seconds.
    else if (now - this.foundAt > FRESH_MS) this.refresh().catch(() => undefined);
    return (this.found ?? []).filter((node) => !this.rests(node));
  }

  /** Null where it does not answer. */
  async of(id: string | undefined): Promise<NodeEngine | null> {
    if (!id) return null;
    const find = async () => (await this.all()).find((node) => node.id === id);
    const known = await find();
    if (known ?? performance.now() - this.foundAt < REST_MS) return known ?? null;
    await this.refresh();
    return (await find()) ?? null;
  }

  /** Asks all of them. @throws AppError `runtime_unreachable` where none answers */
  refresh(): Promise<void> {
    this.finding ??= this.find()
      .then((found) => {
        this.found = found;
        for (const { id } of found) this.restsUntil.delete(id);
        const managers = found.filter(({ manager }) => manager);
        if (managers.length > 0) this.managers = managers;
      })
      .finally(() => {
        this.foundAt = performance.now();
        this.finding = null;
      });
    return this.finding;
  }

  /** A call that any manager can answer: the next one where one does not. */
  async manage<T>(call: (docker: Docker) => Promise<T>, expected: readonly number[] = []): Promise<T> {
    let failure: unknown = new AppError('runtime_unreachable', { reason: 'no manager of the swarm answers' });
    await this.all();
    if (this.managers.length === 0) await this.refresh();
    for (const node of [...this.managers].sort((a, b) => Number(this.isLast(a)) - Number(this.isLast(b)))) {
      try {
        return await engine(call(node.docker), expected);
      } catch (error) {
        if (!(error instanceof AppError) || !isAway(error)) throw error;
        this.lastUntil.set(node.id, performance.now() + REST_MS);
        if (error.code === 'runtime_unreachable') this.away(node);
        failure = error;
      }
    }
    throw failure;
  }

  /** On each of these nodes that answers, at the same time; `null` of the others. */
  async each<T>(nodes: readonly NodeEngine[], call: (node: NodeEngine) => Promise<T>): Promise<(T | null)[]> {
    return Promise.all(nodes.map((node) => this.on(node, call)));
  }

  /** Null where the node does not answer, or not soon. */
  async on<T>(node: NodeEngine, call: (node: NodeEngine) => Promise<T>): Promise<T | null> {
    let alarm: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      alarm = setTimeout(() => {
        reject(new AppError('runtime_unreachable', { reason: `${node.name} does not answer` }));
      }, ANSWER_MS);
    });
    try {
      return await Promise.race([call(node), late]);
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code !== 'runtime_unreachable') throw failure;
      this.away(node);
      return null;
    } finally {
      clearTimeout(alarm);
    }
  }

  private rests({ id }: NodeEngine): boolean {
    return performance.now() < (this.restsUntil.get(id) ?? -Infinity);
  }

  private isLast(node: NodeEngine): boolean {
    return this.rests(node) || performance.now() < (this.lastUntil.get(node.id) ?? -Infinity);
  }

  private away({ id }: NodeEngine): void {
    this.restsUntil.set(id, performance.now() + REST_MS);
    this.foundAt = -Infinity;
  }

  private async find(): Promise<readonly NodeEngine[]> {
    const addresses = (await Promise.all(this.addresses.map(addressesOf))).flat();
    for (const address of this.clients.keys()) if (!addresses.includes(address)) this.clients.delete(address);
    const answers = await Promise.all(addresses.map((address) => this.ask(address)));
    const nodes = new Map(answers.flatMap((node) => (typeof node === 'object' ? [[node.id, node] as const] : [])));
    if (nodes.size > 0) return [...nodes.values()].sort((a, b) => a.id.localeCompare(b.id));
    const reasons = answers.filter((answer) => typeof answer === 'string');
    throw new AppError('runtime_unreachable', { reason: reasons.join('; ') || 'SWARM_NODES names no engine' });
  }

  /** Which node is there, or why nothing is. */
  private async ask(address: string): Promise<NodeEngine | string> {
    const docker = this.clients.get(address) ?? this.connect(address);
    this.clients.set(address, docker);
    let alarm: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      alarm = setTimeout(() => {
        resolve(null);
      }, ANSWER_MS);
    });
    try {
      const found = await Promise.race([info(docker), late]);
      return (found && nodeOf(found, docker)) ?? `${address} is no node of a swarm, or does not answer`;
    } catch (error) {
      return `${address}: ${String(asAppError(error).facts['reason'])}`;
    } finally {
      clearTimeout(alarm);
    }
  }
}

function nodeOf({ Name = '', Swarm }: EngineInfo, docker: Docker): NodeEngine | null {
  if (!Swarm?.NodeID) return null;
  const { NodeID: id, NodeAddr: address = '', ControlAvailable: manager = false } = Swarm;
  return { id, name: Name, address, manager, docker };
}

/** `tcp://tasks.guard:2376` is one guard on each node. */
async function addressesOf(address: string): Promise<string[]> {
  const { protocol, hostname } = new URL(address);
  if (protocol === 'unix:' || isIP(hostname)) return [address];
  const found = await lookup(hostname, { all: true, family: 4 }).catch(() => []);
  return found.map((each) => address.replace(hostname, each.address));
}

/** A manager that cannot reach the others answers, but decides nothing; one without an image refuses what another takes. */
const isAway = (error: AppError): boolean =>
  error.code === 'runtime_unreachable' ||
  /does not have a leader|not a swarm manager|context deadline|connection refused|no elected primary|is not on this manager|sha256:\S+ is not /i.test(
    String(error.facts['reason']),
  );
