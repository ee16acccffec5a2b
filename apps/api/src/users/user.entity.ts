import type { Approval, Role, UserState } from '@spawner/contracts';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Language } from '../i18n/language.js';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Unique among accounts that are not deleted; null only for accounts of a class. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  email!: string | null;

  /** Of an account that was made for a class and ends with it. */
  @Column({ name: 'class_id', type: 'integer', nullable: true })
  classId!: number | null;

  /** The last day of the account: of guests only. See `GuestEnds`. */
  @Column({ name: 'ends_on', type: 'date', nullable: true })
  endsOn!: string | null;

  /** What the school calls them in its files, unique in the class. */
  @Column({ name: 'external_id', type: 'varchar', length: 80, nullable: true })
  externalId!: string | null;

  /** As they want to be called. */
  @Column({ name: 'display_name', type: 'varchar', length: 80, nullable: true })
  displayName!: string | null;

  /** Of mails; null until it is chosen. */
  @Column({ type: 'varchar', length: 2, nullable: true })
  language!: Language | null;

  @Column({ type: 'varchar', length: 40, unique: true })
  slug!: string;

  @Column({ type: 'varchar', length: 10, default: 'user' })
  role!: Role;

  @Column({ type: 'varchar', length: 20 })
  state!: UserState;

  /** Has no session and gets none. Set by UserBlocks, or by an operator in SQL. */
  @Column({ type: 'boolean', default: false })
  blocked!: boolean;

  @Column({ type: 'varchar', length: 10, default: 'granted' })
  approval!: Approval;

  /** A deleted account cannot log in; its rows and volumes stay until it is erased. */
  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;

  /** What an admin wrote when blocking; the person reads it where `blockedTold`. */
  @Column({ name: 'blocked_reason', type: 'varchar', length: 200, nullable: true })
  blockedReason!: string | null;

  @Column({ name: 'blocked_told', type: 'boolean', default: false })
  blockedTold!: boolean;

  @Column({ name: 'blocked_at', type: 'timestamptz', nullable: true })
  blockedAt!: Date | null;

  /** An id without a reference: known also after that account is gone. */
  @Column({ name: 'blocked_by', type: 'integer', nullable: true })
  blockedBy!: number | null;

  @Column({ name: 'deleted_by', type: 'integer', nullable: true })
  deletedBy!: number | null;

  @Column({ name: 'erase_after', type: 'timestamptz', nullable: true })
  eraseAfter!: Date | null;

  /** When erasing was begun last: from then on the account cannot be restored. */
  @Column({ name: 'erase_tried_at', type: 'timestamptz', nullable: true })
  eraseTriedAt!: Date | null;

  /** Why it did not succeed. */
  @Column({ name: 'erase_error', type: 'varchar', length: 200, nullable: true })
  eraseError!: string | null;

  /** Counts the changes by admins, so that none overwrites another unseen. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
