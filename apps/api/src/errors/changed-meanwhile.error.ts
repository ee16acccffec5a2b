import { AppError } from './app-error.js';

/** Somebody else has changed it since the caller read it; carries what it is now. */
export class ChangedMeanwhile extends AppError {
  constructor(readonly current: unknown) {
    super('changed_meanwhile');
    this.name = 'ChangedMeanwhile';
  }
}
