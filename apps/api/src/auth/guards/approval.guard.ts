import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../errors/app-error.js';
import { OpenWhileWaiting } from '../../http/open-while-waiting.decorator.js';
import type { Principal } from '../../http/principal.js';
import { UsersService } from '../../users/users.service.js';

/**
 * Refuses people who wait for approval, on every route that is not for them. An access token remembers that its owner had to
 * wait when it was issued; only then the database is asked, and so nobody else's requests become slower.
 */
@Injectable()
export class ApprovalGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly users: UsersService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Missing on public routes.
    const { user } = context.switchToHttp().getRequest<{ user?: Principal }>();
    if (!user?.waits || this.reflector.get(OpenWhileWaiting, context.getHandler())) return true;
    const { approval } = await this.users.get(user.userId);
    if (approval === 'granted') return true;
    throw new AppError(approval === 'waiting' ? 'approval_pending' : 'approval_refused');
  }
}
