import { Injectable } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { SignedPasses } from './signed-passes.js';
import { SigningKey } from './signing-key.js';

/** One kind of pass for each purpose, each with a key of its own: none is accepted in place of another. */
@Injectable()
export class Passes {
  /** Of a logged-in user, in the cookie `spawner_visit`. */
  readonly user: SignedPasses;
  /** Of a guest who opened a share link, in the cookie `spawner_guest`. */
  readonly guest: SignedPasses;
  /** Of an admin for one announced visit, in the cookie `spawner_guest`. */
  readonly admin: SignedPasses;
  /** Codes in an address, which name the user or admin to a service's host. */
  readonly userCode: SignedPasses;
  readonly adminCode: SignedPasses;

  constructor({ secret }: SigningKey, clock: Clock) {
    this.user = new SignedPasses(secret, clock, 'visit');
    this.guest = new SignedPasses(secret, clock, 'guest');
    this.admin = new SignedPasses(secret, clock, 'admin');
    this.userCode = new SignedPasses(secret, clock, 'entry');
    this.adminCode = new SignedPasses(secret, clock, 'admin-entry');
  }
}
