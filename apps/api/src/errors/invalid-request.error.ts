import type { StandardSchemaV1 } from '@standard-schema/spec';
import { AppError } from './app-error.js';

/** The request does not fit its schema; carries the schema's issues so that each field can be named. */
export class InvalidRequest extends AppError {
  constructor(readonly issues: readonly StandardSchemaV1.Issue[]) {
    super('invalid_request');
    this.name = 'InvalidRequest';
  }
}
