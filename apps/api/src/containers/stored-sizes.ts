import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Volume } from '@spawner/contracts';
import { Repository } from 'typeorm';
import { type ContainerKey, formatKey } from '../container-ref/container-ref.js';
import { outsideText } from '../database/outside-text.js';
import { UserContainer } from './user-container.entity.js';
import { MOST_AT_ONCE } from './user-container.repository.js';

export interface Upload {
  readonly id: number;
  readonly bytes: number;
}

/** What containers take of the disk, as last measured. Locks rows in the order of UserContainerRepository. */
@Injectable()
export class StoredSizes {
  constructor(@InjectRepository(UserContainer) private readonly rows: Repository<UserContainer>) {}

  /** What the rows keep, page by page; those that keep nothing are left out. */
  async allKept(): Promise<Map<string, ContainerKey & { readonly kept: readonly Volume[] }>> {
    const all = new Map<string, ContainerKey & { readonly kept: readonly Volume[] }>();
    let last: number | undefined = 0;
    while (last !== undefined) {
      const page: (ContainerKey & { readonly id: number; readonly kept: Volume[] })[] = await this.rows.query(
        `SELECT id, user_id AS "userId", container_type AS type, kept FROM user_container
         WHERE id > $1 AND kept <> '[]' ORDER BY id LIMIT $2`,
        [last, MOST_AT_ONCE],
      );
      for (const { userId, type, kept } of page) {
        all.set(formatKey({ userId, type }), { userId, type, kept });
      }
      last = page.length < MOST_AT_ONCE ? undefined : page.at(-1)?.id;
    }
    return all;
  }

  /** Volumes that go with a preparation are not shown. */
  async markAllKept(all: readonly (ContainerKey & { readonly kept: readonly Volume[] })[]): Promise<void> {
    for (let at = 0; at < all.length; at += MOST_AT_ONCE) {
      const some = all.slice(at, at + MOST_AT_ONCE);
      await this.rows.query(
        `UPDATE user_container container
         SET kept = found.kept, kept_bytes = (
           SELECT COALESCE(sum((volume->>'bytes')::bigint), 0) FROM jsonb_array_elements(found.kept) volume
         )
         FROM (
           SELECT container.id, found.kept
           FROM unnest($1::int[], $2::text[], $3::jsonb[]) AS found (user_id, type, kept)
           JOIN user_container container
             ON container.user_id = found.user_id AND container.container_type = found.type
               AND container.kept <> found.kept AND container.intent IS DISTINCT FROM 'put_back_volumes'
           ORDER BY container.id FOR NO KEY UPDATE OF container
         ) found
         WHERE container.id = found.id`,
        [
          some.map(({ userId }) => userId),
          some.map(({ type }) => type),
          some.map(({ kept }) => JSON.stringify(outsideText.to(kept))),
        ],
      );
    }
  }

  /** What was uploaded into each since its volumes were measured. */
  uploads(): Promise<readonly Upload[]> {
    return this.rows.query<Upload[]>(
      'SELECT id, uploaded_bytes::float8 AS bytes FROM user_container WHERE uploaded_bytes > 0',
    );
  }

  /** Takes off what a measurement has found; what was uploaded since stays. */
  async forgetUploads(measured: readonly Upload[]): Promise<void> {
    if (measured.length === 0) return;
    await this.rows.query(
      `UPDATE user_container container SET uploaded_bytes = greatest(0, uploaded_bytes - measured.bytes)
       FROM (
         SELECT container.id, measured.bytes
         FROM unnest($1::int[], $2::bigint[]) AS measured (id, bytes) JOIN user_container container USING (id)
         ORDER BY container.id FOR NO KEY UPDATE OF container
       ) measured
       WHERE container.id = measured.id`,
      [measured.map(({ id }) => id), measured.map(({ bytes }) => bytes)],
    );
  }

  /** Not by key alone: one that was created anew in the meantime has written nothing yet. */
  async markLayers(
    measured: readonly (ContainerKey & { readonly id: string; readonly layerBytes: number })[],
  ): Promise<void> {
    if (measured.length === 0) return;
    await this.rows.query(
      `UPDATE user_container container SET layer_bytes = measured.bytes
       FROM (
         SELECT container.id, measured.bytes
         FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[]) AS measured (user_id, type, id, bytes)
         JOIN user_container container
           ON container.user_id = measured.user_id AND container.container_type = measured.type
             AND container.container_id = measured.id AND container.layer_bytes IS DISTINCT FROM measured.bytes
         ORDER BY container.id FOR NO KEY UPDATE OF container
       ) measured
       WHERE container.id = measured.id`,
      [
        measured.map(({ userId }) => userId),
        measured.map(({ type }) => type),
        measured.map(({ id }) => id),
        measured.map(({ layerBytes }) => layerBytes),
      ],
    );
  }

  async anyRunning(): Promise<boolean> {
    const [row] = await this.rows.query<{ any: boolean }[]>(
      `SELECT EXISTS (SELECT FROM user_container WHERE status = 'running') AS any`,
    );
    return row?.any === true;
  }
}
