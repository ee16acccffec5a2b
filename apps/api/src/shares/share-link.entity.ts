import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Opens one service to anyone who has the address, until it ends. */
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

  /** When its owner ended it, its container was removed, its owner was blocked, or it expired. */
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
