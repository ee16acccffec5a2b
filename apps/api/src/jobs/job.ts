import type { JobItemState, JobState } from '@spawner/contracts';

/** A row of the table `job`. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly started_by: number | null;
  readonly from_ip: string | null;
  readonly class_id: number | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** What is to be done, and with whose right. */
export interface RunningJob {
  readonly id: string;
  readonly kind: string;
  /** Null if Spawner itself has started it. */
  readonly startedBy: number | null;
  /** Null also where the class is deleted. */
  readonly classId: number | null;
  /** As it was given to `Jobs.start`. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** One person or thing that a job works on. */
export interface JobTarget {
  readonly userId?: number;
  readonly type?: string;
  /** What people call it, for the report. */
  readonly label: string;
}

/** Finds the targets of a job, as rows of `user_id`, `type` and `label`. */
export interface TargetsStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** An item that this process works on. */
export interface ClaimedItem {
  readonly job: RunningJob;
  readonly seq: number;
  /** Including this one. A process whose claim was taken over settles nothing. */
  readonly attempts: number;
  readonly target: JobTarget;
}

export type Ending = Extract<JobItemState, 'done' | 'skipped' | 'failed'>;
