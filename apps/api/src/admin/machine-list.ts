import { Injectable } from '@nestjs/common';
import type { Machine } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { Machines } from '../runtime/machines.js';

/** $1: ids and names. */
const PLACED = `
  SELECT node.id, count(container.id) FILTER (WHERE NOT waits)::int AS containers,
    count(container.id) FILTER (WHERE waits)::int AS waiting,
    COALESCE(sum(container.reserved_memory) FILTER (WHERE container.reserved_at IS NOT NULL AND NOT waits), 0)::float8 AS reserved
  FROM jsonb_to_recordset($1::jsonb) AS node (id text, name text)
  LEFT JOIN (
    SELECT *, waits_for IS NOT NULL AS waits FROM user_container
    WHERE waits_for IS NOT NULL OR (machine IS NOT NULL AND status IN ('running', 'paused', 'starting', 'stopping'))
  ) container ON CASE WHEN waits THEN container.waits_for->>'name' = node.name ELSE container.machine->>'id' = node.id END
  GROUP BY node.id`;

interface Placed {
  readonly id: string;
  readonly containers: number;
  readonly waiting: number;
  readonly reserved: number;
}

/** The machines with what our rows say is on them, so that numbers are those of the list of containers. */
@Injectable()
export class MachineList {
  constructor(
    private readonly source: DataSource,
    private readonly machines: Machines,
  ) {}

  async read(): Promise<Machine[]> {
    const { nodes } = this.machines;
    if (nodes.length === 0) return [];
    const rows = await this.source.query<Placed[]>(PLACED, [
      JSON.stringify(nodes.map(({ id, name }) => ({ id, name }))),
    ]);
    const placed = new Map(rows.map((row) => [row.id, row]));
    return nodes.map(({ id, name, state, manager, cpus, memoryBytes }) => ({
      ...{ id, name, state, manager, cpus },
      memory_bytes: memoryBytes,
      reserved_bytes: placed.get(id)?.reserved ?? 0,
      containers: placed.get(id)?.containers ?? 0,
      waiting: placed.get(id)?.waiting ?? 0,
    }));
  }
}
