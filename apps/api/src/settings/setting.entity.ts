import { Column, Entity, PrimaryColumn } from 'typeorm';
import { outsideText } from '../database/outside-text.js';

/** A setting that was changed in the console. */
@Entity('setting')
export class Setting {
  @PrimaryColumn({ type: 'varchar', length: 60 })
  key!: string;

  @Column({ type: 'jsonb', transformer: outsideText })
  value!: unknown;

  /** Of all settings, when this one changed last. */
  @Column({ type: 'integer' })
  version!: number;

  @Column({ name: 'changed_by', type: 'integer', nullable: true })
  changedBy!: number | null;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt!: Date;
}
