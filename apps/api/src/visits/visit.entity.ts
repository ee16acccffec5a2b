import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An admin or a teacher opens the service of another user, with a notice to the owner, for a time. */
@Entity('visit')
export class Visit {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** Stays when the account is gone. */
  @Column({ name: 'visitor_id', type: 'integer' })
  visitorId!: number;

  /** What the owner was told, whatever the visitor is called later. */
  @Column({ name: 'visitor_name', type: 'varchar', length: 254 })
  visitorName!: string;

  /** What they visited as. */
  @Column({ name: 'visitor_role', type: 'varchar', length: 10 })
  visitorRole!: 'admin' | 'teacher';

  /** Of a teacher, the class that gives the right. */
  @Column({ name: 'class_id', type: 'integer', nullable: true })
  classId!: number | null;

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

  @Column({ type: 'varchar', length: 200, nullable: true })
  reason!: string | null;

  /** When the owner dismissed the notice. */
  @Column({ name: 'dismissed_at', type: 'timestamptz', nullable: true })
  dismissedAt!: Date | null;
}
