import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import { clientAddress, clientNetwork } from './client-address.js';

const MINUTE_MS = 60_000;
/** Times a user's limit. A class of 30 behind one address logs in within the same minute: some 15 requests each, with retries. */
const ANONYMOUS_FACTOR = 5;
/** Attempts of one network. */
const SETUP_CODES = 5;

/**
 * Limits requests within a minute of the clock: of each user, and of all clients without a login in one network. Each
 * process counts for itself; limits that must hold across processes, such as mails to one address, are in the database.
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
    const network = clientNetwork(clientAddress(request));
    this.take(network, ANONYMOUS_FACTOR * this.most, request);
    // To one route that changes something: half a user's limit, ten for each of the class.
    if (request.method === 'GET' || request.method === 'HEAD') return;
    this.take(`${network} ${request.routeOptions.url ?? ''}`, Math.ceil(this.most / 2), request);
  }

  /** 40 random bits are not guessed at this rate. @throws AppError `too_many_requests` */
  setupCode(request: FastifyRequest): void {
    this.take(`${clientNetwork(clientAddress(request))} setup code`, SETUP_CODES, request);
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
    // Once a minute, so that a flood of requests does not fill the audit trail.
    if (count === most + 1) this.record(request, actor);
    throw new AppError('too_many_requests', { retryAfterSeconds: Math.ceil((MINUTE_MS - (now % MINUTE_MS)) / 1000) });
  }

  private record(request: FastifyRequest, actor: number | null): void {
    void this.audit.record({
      action: 'requests_limited',
      actor,
      subject: request.routeOptions.url ?? null,
      from: clientAddress(request),
      outcome: 'refused',
    });
  }
}
