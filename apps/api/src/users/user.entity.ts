import type { Approval, Role, UserState } from '@spawner/contracts';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Language } from '../i18n/language.js';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  /** Unique among accounts that are not deleted. */
  @Column({ type: 'varchar', length: 254 })
  email!: string;

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

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
