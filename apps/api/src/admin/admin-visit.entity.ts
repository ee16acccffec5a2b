import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An admin has opened the service of somebody else, announced and for an hour. */
@Entity('admin_visit')
export class AdminVisit {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'admin_id', type: 'integer' })
  adminId!: number;

  /** The login it was begun with, and ends with. */
  @Column({ name: 'session_id', type: 'uuid' })
  sessionId!: string;

  /** Whose service. */
  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'container_type', type: 'varchar', length: 50 })
  type!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  /** When the owner took note. */
  @Column({ name: 'dismissed_at', type: 'timestamptz', nullable: true })
  dismissedAt!: Date | null;
}
