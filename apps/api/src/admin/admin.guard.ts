import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import type { AuthenticatedRequest } from '../http/principal.js';
import { UsersService } from '../users/users.service.js';

/** Asks the database, not the token: whoever is an admin no more is none at once. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly users: UsersService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if ((await this.users.findById(user.userId))?.isAdmin) return true;
    throw new AppError('forbidden');
  }
}
