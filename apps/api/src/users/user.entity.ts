import type { UserState } from '@spawner/contracts';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 254, unique: true })
  email!: string;

  @Column({ type: 'varchar', length: 40, unique: true })
  slug!: string;

  @Column({ name: 'is_admin', type: 'boolean' })
  isAdmin!: boolean;

  @Column({ type: 'varchar', length: 20 })
  state!: UserState;

  /** Has no session and gets none. Set by UserBlocks, or by an operator in SQL. */
  @Column({ type: 'boolean', default: false })
  blocked!: boolean;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
