import { Controller } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { type CurrentSession, endpoints, type User } from '@spawner/contracts';
import { CurrentUser } from '../http/current-user.decorator.js';
import { OpenWhileWaiting } from '../http/open-while-waiting.decorator.js';
import { OptionalLogin } from '../http/optional-login.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { userAnswer } from './user.answer.js';
import { UsersService } from './users.service.js';

@ApiBearerAuth()
@Controller()
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @OpenWhileWaiting()
  @Serves(endpoints.me)
  async me(@CurrentUser() { userId }: Principal): Promise<User> {
    return userAnswer(await this.users.get(userId));
  }

  @OptionalLogin()
  @OpenWhileWaiting()
  @Serves(endpoints.session)
  async session(@CurrentUser() principal: Principal | undefined): Promise<CurrentSession> {
    return { user: principal ? await this.me(principal) : null };
  }
}
