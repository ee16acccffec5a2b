import type { WeaknessName } from '@spawner/contracts';

/** What one look at the host has shown. */
export interface Finding {
  /** `missing` should hold and does not; `hint` would be better; `unknown` could not be looked at. */
  readonly result: 'holds' | 'missing' | 'hint' | 'unknown';
  readonly about: string;
  readonly says: string;
  /** Lines to type or to put into a file. */
  readonly fix?: readonly string[];
  /** Which promise to containers it is about, where it is one that admins see. */
  readonly weakness?: WeaknessName;
}
