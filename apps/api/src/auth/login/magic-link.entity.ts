import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A mailed link and its code. Several may be open at a time: people click the first mail that arrives. */
@Entity('magic_link')
export class MagicLink {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'mail_id', type: 'uuid', nullable: true })
  mailId!: string | null;

  @Column({ name: 'user_id', type: 'integer', nullable: true })
  userId!: number | null;

  /** Of a link for which there is no account yet: using it creates one. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  email!: string | null;

  /** Whoever requested it has shown the setup code. */
  @Column({ name: 'by_setup_code', type: 'boolean', default: false })
  bySetupCode!: boolean;

  @Column({ name: 'token_hash', type: 'bytea' })
  tokenHash!: Buffer;

  /** Hash of the secret that the requesting browser holds in a cookie. */
  @Column({ name: 'asked_hash', type: 'bytea', nullable: true })
  browserHash!: Buffer | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  browser!: string | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  system!: string | null;

  @Column({ type: 'varchar', length: 45, nullable: true })
  ip!: string | null;

  @Column({ name: 'code_hash', type: 'bytea', nullable: true })
  codeHash!: Buffer | null;

  @Column({ name: 'code_tries', type: 'smallint' })
  codeTries!: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'consumed_at', type: 'timestamptz', nullable: true })
  consumedAt!: Date | null;
}
