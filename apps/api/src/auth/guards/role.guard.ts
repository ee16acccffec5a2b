import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../errors/app-error.js';
import { NeededRole } from '../../http/needed-role.decorator.js';
import type { AuthenticatedRequest } from '../../http/principal.js';
import { UsersService } from '../../users/users.service.js';

/** Lets a request through to an endpoint with a `role`. Reads the database, not the token: rights that were taken away end at once. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly users: UsersService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needed = this.reflector.get(NeededRole, context.getHandler());
    if (!needed) return true;
    const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const role = await this.users.roleOf(user.userId);
    if (role === 'admin' || role === needed) return true;
    throw new AppError('forbidden');
  }
}
