import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One requested mail. Holds only a hash: an address without an account is not stored. */
@Entity('mail_request')
export class MailRequest {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'email_hash', type: 'bytea' })
  emailHash!: Buffer;

  @Column({ name: 'mail_id', type: 'uuid', nullable: true })
  mailId!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
