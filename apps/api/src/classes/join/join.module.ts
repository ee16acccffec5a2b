import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { Loops } from '../../background/loops.js';
import { ContainersModule } from '../../containers/containers.module.js';
import { UsersModule } from '../../users/users.module.js';
import { ClassesModule } from '../classes.module.js';
import { LoginCardsModule } from '../login-cards/login-cards.module.js';
import { Admissions } from './admissions.js';
import { EntranceController } from './entrance.controller.js';
import { GuestChanges } from './guest-changes.js';
import { GuestCookie } from './guest-cookie.js';
import { GuestEnds } from './guest-ends.js';
import { Guests } from './guests.js';
import { JoinController } from './join.controller.js';
import { JoinCodes } from './join-codes.js';
import { Joining } from './joining.js';

const HOUR_MS = 3_600_000;

@Module({
  imports: [AuthModule, ClassesModule, ContainersModule, LoginCardsModule, UsersModule],
  controllers: [EntranceController, JoinController],
  providers: [Admissions, GuestChanges, GuestCookie, GuestEnds, Guests, JoinCodes, Joining],
})
export class JoinModule {
  constructor(loops: Loops, guests: Guests, ends: GuestEnds) {
    loops.every(HOUR_MS, 'deleting guests who have left', () => guests.sweep());
    loops.every(HOUR_MS, 'deleting guests whose time is over', () => ends.run());
  }
}
