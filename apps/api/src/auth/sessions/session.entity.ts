import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One login. The session of a REST client has no refresh token and ends with its access token. */
@Entity('session')
export class Session {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  /** How often the session was renewed; a refresh token is valid for one generation. Null for a REST client. */
  @Column({ type: 'integer', nullable: true })
  generation!: number | null;

  @Column({ name: 'rotated_at', type: 'timestamptz', nullable: true })
  rotatedAt!: Date | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  browser!: string | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  system!: string | null;

  /** The address of the last renewal. */
  @Column({ type: 'varchar', length: 45, nullable: true })
  ip!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  /** Of a login with a card: it ends then, however often it is renewed. */
  @Column({ name: 'ends_at', type: 'timestamptz', nullable: true })
  endsAt!: Date | null;

  /** Of a login with a card that stays on a device of the person's own; else it ends with the browser, too. */
  @Column({ name: 'own_device', type: 'boolean', default: false })
  ownDevice!: boolean;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
