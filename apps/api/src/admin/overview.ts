import { freemem, totalmem } from 'node:os';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Attention, Overview as OverviewAnswer, WeaknessName } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { Loops } from '../background/loops.js';
import { Capacity } from '../containers/admission/capacity.js';
import { type DiskSpace, HostProbe } from '../runtime/host-probe.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

const LOOK_MS = 5 * 60_000;

const PEOPLE = `
  SELECT count(*) FILTER (WHERE deleted_at IS NULL)::int AS total,
    count(*) FILTER (WHERE deleted_at IS NULL AND blocked)::int AS blocked,
    count(*) FILTER (WHERE deleted_at IS NULL AND approval = 'waiting')::int AS approvals,
    count(*) FILTER (WHERE erase_error IS NOT NULL)::int AS "hangingDeletions"
  FROM users`;

const CONTAINERS = `
  SELECT count(*) FILTER (WHERE status = 'running')::int AS running,
    count(*) FILTER (WHERE status = 'paused')::int AS paused,
    count(*) FILTER (WHERE status = 'error')::int AS failed,
    count(queued_at)::int AS waiting,
    coalesce(sum(layer_bytes), 0)::float8 AS layers,
    coalesce(sum(kept_bytes + uploaded_bytes), 0)::float8 AS volumes,
    coalesce(sum(reserved_memory) FILTER (WHERE reserved_at IS NOT NULL), 0)::float8 AS promised,
    coalesce(sum(memory_limit) FILTER (WHERE reserved_at IS NOT NULL), 0)::float8 AS possible
  FROM user_container`;

interface People {
  readonly total: number;
  readonly blocked: number;
  readonly approvals: number;
  readonly hangingDeletions: number;
}

interface Containers {
  readonly running: number;
  readonly paused: number;
  readonly failed: number;
  readonly waiting: number;
  readonly layers: number;
  readonly volumes: number;
  readonly promised: number;
  readonly possible: number;
}

/** How the installation does, in numbers. The host is looked at in the background: the page waits for no engine. */
@Injectable()
export class Overview implements OnApplicationBootstrap {
  private weaknesses: readonly WeaknessName[] = [];
  private disk: DiskSpace | null = null;

  constructor(
    private readonly source: DataSource,
    private readonly host: HostProbe,
    private readonly catalogue: TemplateCatalogue,
    private readonly capacity: Capacity,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    void this.loops.every(LOOK_MS, 'looking at the host', () => this.look()).run();
  }

  async look(): Promise<void> {
    this.disk = await this.host.disk();
    this.weaknesses = (await this.host.findings(this.catalogue.all())).flatMap(({ weakness, result }) =>
      weakness && result === 'missing' ? [weakness] : [],
    );
  }

  async read(): Promise<OverviewAnswer> {
    const [[people], [containers]] = await Promise.all([
      this.source.query<[People]>(PEOPLE),
      this.source.query<[Containers]>(CONTAINERS),
    ]);
    const { hangingDeletions, ...counts } = people;
    const { running, paused, failed, waiting, layers, volumes, promised, possible } = containers;
    return {
      attention: this.attention({ failed, hangingDeletions, approvals: people.approvals }),
      people: counts,
      containers: { running, paused, waiting, failed },
      disk: { layers, volumes, free: this.disk?.free ?? null, size: this.disk?.size ?? null },
      memory: { promised, possible, used: totalmem() - freemem(), size: totalmem() },
    };
  }

  private attention(found: { readonly failed: number; readonly hangingDeletions: number; readonly approvals: number }) {
    const { free, floor } = this.capacity.diskSpace;
    const all: readonly Omit<Attention, 'weaknesses'>[] = [
      { kind: 'disk_low', count: free !== null && free < floor ? 1 : 0 },
      { kind: 'deletions', count: found.hangingDeletions },
      { kind: 'weaknesses', count: this.weaknesses.length },
      { kind: 'failures', count: found.failed },
      { kind: 'approvals', count: found.approvals },
    ];
    return all.flatMap(({ kind, count }): Attention[] =>
      count > 0 ? [{ kind, count, weaknesses: kind === 'weaknesses' ? [...this.weaknesses] : [] }] : [],
    );
  }
}
