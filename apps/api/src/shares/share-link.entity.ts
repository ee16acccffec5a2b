import { Column, Entity, PrimaryColumn } from 'typeorm';

/** By which the owner of a container lets others open its service, until it ends. */
@Entity('share_link')
export class ShareLink {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'container_type', type: 'varchar', length: 50 })
  type!: string;

  @Column({ type: 'varchar', length: 60, nullable: true })
  label!: string | null;

  @Column({ name: 'secret_hash', type: 'bytea' })
  secretHash!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  /** By its owner, with its container or its owner's account, or when its time was up. */
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
