import type {
  ContainerStatus,
  LastLaunch,
  Outdated,
  RestReason,
  StorageNotice,
  Volume,
  WaitsFor,
} from '@spawner/contracts';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation, Unique } from 'typeorm';
import { outsideText } from '../database/outside-text.js';
import type { InstanceNode } from '../runtime/container-runtime.js';
import { User } from '../users/user.entity.js';
import type { Failure } from './failure.js';
import type { Intent } from './intent.js';

export type Machine = Pick<InstanceNode, 'id' | 'name'>;

/** A user's container of a template. There is no row before the first launch. */
@Entity('user_container')
@Unique(['userId', 'type'])
export class UserContainer {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ name: 'user_id', type: 'integer' })
  userId!: number;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user!: Relation<User>;

  @Column({ name: 'container_type', type: 'varchar', length: 50 })
  type!: string;

  @Column({ name: 'container_id', type: 'varchar', length: 128, nullable: true })
  containerId!: string | null;

  @Column({ name: 'container_port', type: 'integer', nullable: true })
  containerPort!: number | null;

  /** Kind of the runtime that has the container and what it keeps. Stays when the container is removed. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  runtime!: string | null;

  @Column({ name: 'template_image', type: 'varchar', length: 255, nullable: true })
  templateImage!: string | null;

  @Column({ type: 'varchar', length: 20 })
  status!: ContainerStatus;

  @Column({ name: 'status_since', type: 'timestamptz' })
  statusSince!: Date;

  @Column({ name: 'rest_reason', type: 'varchar', length: 10, nullable: true })
  restReason!: RestReason | null;

  /** The operation in progress. Left by a process that ended, it is continued by another. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  intent!: Intent | null;

  /** Set while it has a place on the server. */
  @Column({ name: 'reserved_at', type: 'timestamptz', nullable: true })
  reservedAt!: Date | null;

  /** Set while its launch waits for a place. */
  @Column({ name: 'queued_at', type: 'timestamptz', nullable: true })
  queuedAt!: Date | null;

  @Column({ type: 'jsonb', transformer: outsideText })
  kept!: Volume[];

  /** The sum of `kept`. TypeORM gives a bigint as text. */
  @Column({ name: 'kept_bytes', type: 'bigint', default: 0 })
  keptBytes!: string;

  /** Stored since the volumes were last measured. */
  @Column({ name: 'uploaded_bytes', type: 'bigint', default: 0 })
  uploadedBytes!: string;

  /** Written outside the volumes, as last measured; null where that is unknown. */
  @Column({ name: 'layer_bytes', type: 'bigint', nullable: true })
  layerBytes!: string | null;

  /** Set while the owner's volumes are nearly as large as allowed, or larger. */
  @Column({ name: 'storage_notice', type: 'jsonb', nullable: true, transformer: outsideText })
  storageNotice!: StorageNotice | null;

  @Column({ name: 'last_launch', type: 'jsonb', nullable: true, transformer: outsideText })
  lastLaunch!: LastLaunch | null;

  @Column({ type: 'jsonb', nullable: true, transformer: outsideText })
  failure!: Failure | null;

  /** The machine it is on, as last seen; null where there is only one. */
  @Column({ type: 'jsonb', nullable: true, transformer: outsideText })
  machine!: Machine | null;

  /** Why it does not run although it should, as last seen. */
  @Column({ name: 'waits_for', type: 'jsonb', nullable: true, transformer: outsideText })
  waitsFor!: WaitsFor | null;

  /** Compared in the background; null where a new container would be the same. */
  @Column({ type: 'varchar', length: 10, nullable: true })
  outdated!: Outdated | null;

  @Column({ name: 'created_at', type: 'timestamptz', nullable: true })
  createdAt!: Date | null;

  @Column({ name: 'last_used', type: 'timestamptz', nullable: true })
  lastUsed!: Date | null;
}
