import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import type { AuthenticatedRequest } from '../http/principal.js';
import { Admins } from '../users/admins.js';

/** Reads the database, not the token: rights that were taken away end at once. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly admins: Admins) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (await this.admins.confirm(user.userId)) return true;
    throw new AppError('forbidden');
  }
}
