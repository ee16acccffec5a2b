import type { AuditAction } from '@spawner/contracts';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { outsideText } from '../database/outside-text.js';

export type AuditOutcome = 'done' | 'refused' | 'failed';
export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Who did what, to what, from where, and how it ended. */
@Entity('audit_event')
export class AuditEvent {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  /** Null where the request had no login. */
  @Column({ name: 'actor_id', type: 'integer', nullable: true })
  actorId!: number | null;

  /** What people called the actor then; shown when the account is gone. */
  @Column({ name: 'actor_name', type: 'varchar', length: 254, nullable: true })
  actorName!: string | null;

  /** The person it was done to. */
  @Column({ name: 'about_user_id', type: 'integer', nullable: true })
  aboutId!: number | null;

  @Column({ type: 'varchar', length: 40 })
  action!: AuditAction;

  @Column({ type: 'varchar', length: 254, nullable: true, transformer: outsideText })
  subject!: string | null;

  @Column({ name: 'from_ip', type: 'varchar', length: 45, nullable: true })
  fromIp!: string | null;

  @Column({ type: 'varchar', length: 10 })
  outcome!: AuditOutcome;

  @Column({ type: 'jsonb', transformer: outsideText })
  facts!: AuditFacts;
}
