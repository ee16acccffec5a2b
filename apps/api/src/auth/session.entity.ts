import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** One login. Without a refresh token (REST clients) it ends with its access token. */
@Entity('session')
export class Session {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @Column({ name: 'refresh_hash', type: 'bytea', nullable: true })
  refreshHash!: Buffer | null;

  @Column({ name: 'previous_refresh_hash', type: 'bytea', nullable: true })
  previousRefreshHash!: Buffer | null;

  @Column({ name: 'rotated_at', type: 'timestamptz', nullable: true })
  rotatedAt!: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
