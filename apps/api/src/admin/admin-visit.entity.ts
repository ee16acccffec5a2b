import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An admin opens the service of another user, with a notice to the owner, for an hour. */
@Entity('admin_visit')
export class AdminVisit {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'admin_id', type: 'integer' })
  adminId!: number;

  /** The login in which the visit was begun; the visit ends with it. */
  @Column({ name: 'session_id', type: 'uuid' })
  sessionId!: string;

  /** The owner of the service. */
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

  /** When the owner dismissed the notice. */
  @Column({ name: 'dismissed_at', type: 'timestamptz', nullable: true })
  dismissedAt!: Date | null;
}
