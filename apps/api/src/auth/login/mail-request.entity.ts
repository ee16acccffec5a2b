import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One mail that was asked for. Holds no address: strangers' addresses are none of our business. */
@Entity('mail_request')
export class MailRequest {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'email_hash', type: 'bytea' })
  emailHash!: Buffer;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
