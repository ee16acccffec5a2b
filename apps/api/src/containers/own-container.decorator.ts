import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ContainerRef } from '../container-ref/container-ref.js';
import type { AuthenticatedRequest } from '../http/principal.js';

/** The logged-in user's container of the type in the path. The type may be unknown. */
export const OwnContainer = createParamDecorator((_: unknown, context: ExecutionContext): ContainerRef => {
  const { user, params } = context.switchToHttp().getRequest<AuthenticatedRequest & { params: { type: string } }>();
  return { userId: user.userId, slug: user.slug, type: params.type };
});
