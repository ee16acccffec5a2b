import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import { clientAddress, clientNetwork } from './client-address.js';

const MINUTE_MS = 60_000;
/** A class of 30 behind one address logs in within the same minute: some 15 requests each, with retries. */
const STRANGERS = 5;

/**
 * How much is asked for within a minute of the clock: by each person, and by all who are not logged in behind one address.
 * Each process counts for itself; what must hold across them, such as mails to one address, the database counts.
 */
@Injectable()
export class RateLimit {
  private minute = 0;
  private counts = new Map<string, number>();
  private readonly most: number;

  constructor(
    { http }: Settings,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {
    this.most = http.requestsPerMinute;
  }

  /** @throws AppError `too_many_requests` */
  user(userId: number, request: FastifyRequest): void {
    this.take(`#${String(userId)}`, this.most, request, userId);
  }

  /** @throws AppError `too_many_requests` */
  anonymous(request: FastifyRequest): void {
    const line = clientNetwork(clientAddress(request));
    this.take(line, STRANGERS * this.most, request);
    // To one route that changes something: ten each.
    if (request.method === 'GET' || request.method === 'HEAD') return;
    this.take(`${line} ${request.routeOptions.url ?? ''}`, Math.ceil(this.most / 2), request);
  }

  private take(key: string, most: number, request: FastifyRequest, actor: number | null = null): void {
    const now = this.clock.now().getTime();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) {
      this.minute = minute;
      this.counts = new Map();
    }
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    if (count <= most) return;
    // Once a minute: whoever floods us shall not fill the audit trail.
    if (count === most + 1) this.note(request, actor);
    throw new AppError('too_many_requests', { retryAfterSeconds: Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1000) });
  }

  private note(request: FastifyRequest, actor: number | null): void {
    void this.audit.record({
      action: 'requests_limited',
      actor,
      subject: request.routeOptions.url ?? null,
      from: clientAddress(request),
      outcome: 'refused',
    });
  }
}
