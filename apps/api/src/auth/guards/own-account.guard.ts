import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../errors/app-error.js';
import { OwnAccount } from '../../http/own-account.decorator.js';
import type { AuthenticatedRequest } from '../../http/principal.js';

/**
 * Keeps accounts of a class from what would outlive the lesson, such as API tokens. They stay what they are, so the access
 * token knows.
 */
@Injectable()
export class OwnAccountGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.reflector.get(OwnAccount, context.getHandler())) return true;
    const { user } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (user.classId === null) return true;
    throw new AppError('not_for_class_accounts');
  }
}
