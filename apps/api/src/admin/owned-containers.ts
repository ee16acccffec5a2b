import { Injectable } from '@nestjs/common';
import {
  MOST_COUNTED,
  type OwnedContainer,
  type OwnedContainersQuery,
  type OwnedContainersResponse,
} from '@spawner/contracts';
import { DataSource } from 'typeorm';
import type { ContainerKey, ContainerRef } from '../container-ref/container-ref.js';
import type { UserContainer } from '../containers/user-container.entity.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { cursorOf, likePattern, type Position, positionOf } from '../database/keyset.js';
import { AppError } from '../errors/app-error.js';
import { InvalidRequest } from '../errors/invalid-request.error.js';
import { Gateway } from '../gateway/gateway.js';
import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { UsersService } from '../users/users.service.js';
import { FROM_OWNED, orderOf, OWNED } from './owned-containers.queries.js';

type OwnedRow = Pick<
  UserContainer,
  | 'id'
  | 'userId'
  | 'type'
  | 'status'
  | 'statusSince'
  | 'lastUsed'
  | 'restReason'
  | 'outdated'
  | 'failure'
  | 'layerBytes'
  | 'queuedAt'
  | 'waitsFor'
  | 'machine'
  | 'reservedAt'
> & {
  readonly slug: string;
  readonly name: string;
  readonly volumeBytes: string;
  readonly memoryLimit: string | null;
  readonly key: string;
  readonly total: number;
};

/** Containers of all people, as admins see them. */
@Injectable()
export class OwnedContainers {
  constructor(
    private readonly source: DataSource,
    private readonly rows: UserContainerRepository,
    private readonly users: UsersService,
    private readonly catalogue: TemplateCatalogue,
    private readonly gateway: Gateway,
  ) {}

  /**
   * One statement, and no call of the runtime.
   * @param dashboard the dashboard's origin for this reader
   */
  async list(query: OwnedContainersQuery, language: Language, dashboard: string): Promise<OwnedContainersResponse> {
    const { sort, limit } = query;
    const { key, type, direction, after } = orderOf(sort);
    const { where, values } = conditionsOf(query);
    const position = positionOf(query.cursor, sort);
    if (position && !isPosition(position, type))
      throw new InvalidRequest([{ path: ['cursor'], message: 'is of another list' }]);
    const beyond = position
      ? `AND (${key}, container.id) ${after} ($${String(values.push(position.key))}::${type}, $${String(values.push(position.id))}::bigint)`
      : '';
    // The count is the same on every page, and no further than anybody reads.
    const rows = await this.source.query<(OwnedRow | { readonly id: null; readonly total: number })[]>(
      `SELECT page.*, counted.total
       FROM (SELECT count(*)::int AS total FROM (SELECT ${FROM_OWNED} ${where} LIMIT ${String(MOST_COUNTED + 1)}) found) counted
       LEFT JOIN (
         SELECT ${OWNED}, ${key} AS key ${FROM_OWNED} ${where} ${beyond}
         ORDER BY ${key} ${direction}, container.id ${direction} LIMIT ${String(limit + 1)}
       ) page ON true
       ORDER BY page.key ${direction}, page.id ${direction}`,
      values,
    );
    const found = rows.filter((row): row is OwnedRow => row.id !== null);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map((row) => this.answerOf(row, language, dashboard)),
      next_cursor: last ? cursorOf(sort, last) : null,
      total: rows[0]?.total ?? 0,
    };
  }

  /**
   * @param needed `container`: nobody is given one that they have not created
   * @throws AppError `unknown_type`, `not_found` where there is no such person or row, `no_container`
   */
  async find(key: ContainerKey, needed: 'row' | 'container' = 'row'): Promise<ContainerRef> {
    this.catalogue.get(key.type);
    const [user, row] = await Promise.all([this.users.findById(key.userId), this.rows.find(key)]);
    if (!user || !row) throw new AppError('not_found');
    if (needed === 'container' && row.status === 'not_created') throw new AppError('no_container');
    return { ...key, slug: user.slug };
  }

  private answerOf(row: OwnedRow, language: Language, dashboard: string): OwnedContainer {
    const { userId, slug, type, status, failure } = row;
    const template = this.catalogue.has(type) ? this.catalogue.get(type) : null;
    return {
      owner: { id: userId, name: row.name, slug },
      type,
      display_name: template?.displayName ?? type,
      service_url: template && this.gateway.urlOf({ userId, slug, type }, dashboard),
      state: status,
      status_since: row.statusSince.toISOString(),
      last_used: row.lastUsed?.toISOString() ?? null,
      rest_reason: row.restReason,
      outdated: row.outdated,
      failure:
        status === 'error' && failure
          ? {
              code: failure.code,
              reason: format(messages(language).errors[failure.code].title, failure.facts),
              at: failure.at,
            }
          : null,
      waiting_since: row.queuedAt?.toISOString() ?? null,
      waits_for: row.waitsFor,
      machine: row.machine,
      memory_bytes: row.reservedAt === null || row.memoryLimit === null ? null : Number(row.memoryLimit),
      layer_bytes: row.layerBytes === null ? null : Number(row.layerBytes),
      layer_limit_bytes: template?.limits.layerBytes ?? null,
      volume_bytes: Number(row.volumeBytes),
    };
  }
}

function conditionsOf({ q, type, state, owner, machine }: OwnedContainersQuery): {
  readonly where: string;
  readonly values: unknown[];
} {
  const values: unknown[] = [];
  const where = [
    q && `users.search LIKE $${String(values.push(likePattern(q)))}`,
    type && `container.container_type = $${String(values.push(type))}`,
    owner !== undefined && `container.user_id = $${String(values.push(owner))}`,
    machine && `container.machine->>'id' = $${String(values.push(machine))}`,
    state === 'waiting'
      ? '(container.queued_at IS NOT NULL OR container.waits_for IS NOT NULL)'
      : state && `container.status = $${String(values.push(state))}`,
  ];
  return { where: where.flatMap((condition) => (condition ? ` AND ${condition}` : [])).join(''), values };
}

/** A cursor can be written by hand. */
const isPosition = ({ key, id }: Position, type: 'text' | 'numeric'): boolean =>
  typeof id === 'number' &&
  typeof key === 'string' &&
  (type === 'text' ? !key.includes('\0') : /^-?\d{1,19}(\.\d{1,6})?$/.test(key));
