import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { AuditAction } from '@spawner/contracts';
import { type Observable, tap } from 'rxjs';
import type { AuditFacts, AuditOutcome } from '../audit/audit-event.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { statusOf, toAppError } from '../errors/problem.js';
import { clientAddress } from '../http/client-address.js';
import type { AuthenticatedRequest } from '../http/principal.js';

const Action = Reflector.createDecorator<AuditAction>();
/** Query parameters that change what the operation does. */
const RECORDED = ['data', 'path'] as const;

/** Records operations on containers and how they ended, also when the client has left. Delays no response. */
@Injectable()
class AuditedInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: AuditTrail,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const action = this.reflector.get(Action, context.getHandler());
    const request = context.switchToHttp().getRequest<AuditedRequest>();
    return next.handle().pipe(
      tap({
        next: () => {
          this.record(action, request, 'done', {});
        },
        error: (error: unknown) => {
          const { code } = toAppError(error);
          this.record(action, request, statusOf[code] < 500 ? 'refused' : 'failed', { code });
        },
      }),
    );
  }

  private record(action: AuditAction, request: AuditedRequest, outcome: AuditOutcome, facts: AuditFacts): void {
    const { user, params, query } = request;
    const parameters = RECORDED.flatMap((name) => {
      const value = query[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    void this.audit.record({
      action,
      actor: user.userId,
      about: ownerOf(params),
      subject: params.type,
      from: clientAddress(request),
      outcome,
      facts: { ...facts, ...Object.fromEntries(parameters), login: user.login, login_id: user.sessionId },
    });
  }
}

type AuditedRequest = AuthenticatedRequest & {
  readonly params: { readonly type: string; readonly user_id?: string };
  readonly query: Readonly<Record<string, unknown>>;
};

/** Of a container of another person. Null where the request names none, or none that there can be. */
const ownerOf = ({ user_id: id = '' }: AuditedRequest['params']): number | null =>
  /^\d{1,9}$/.test(id) ? Number(id) : null;

export const Audited = (action: AuditAction): MethodDecorator =>
  applyDecorators(Action(action), UseInterceptors(AuditedInterceptor));
