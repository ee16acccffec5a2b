import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Language, preferredLanguage } from '../i18n/language.js';

/** The language the caller reads, from Accept-Language. */
export const ReaderLanguage = createParamDecorator(
  (_: unknown, context: ExecutionContext): Language =>
    preferredLanguage(context.switchToHttp().getRequest<FastifyRequest>().headers['accept-language']),
);
