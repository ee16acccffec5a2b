import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One login. Without a refresh token (REST clients) it ends with its access token. */
@Entity('session')
export class Session {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  /** Of its refresh token: how often it was renewed. Null for a REST client. */
  @Column({ type: 'integer', nullable: true })
  generation!: number | null;

  @Column({ name: 'rotated_at', type: 'timestamptz', nullable: true })
  rotatedAt!: Date | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  browser!: string | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  system!: string | null;

  /** The address it was last renewed from. */
  @Column({ type: 'varchar', length: 45, nullable: true })
  ip!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
