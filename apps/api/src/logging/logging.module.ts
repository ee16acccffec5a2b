import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import pretty from 'pino-pretty';
import { Settings } from '../config/settings.js';

/** JSON lines for a log collector in production, lines to read on a terminal otherwise. */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [Settings],
      useFactory: ({ production, logLevel }: Settings) => ({
        pinoHttp: [
          {
            level: logLevel,
            autoLogging: production && { ignore: (request) => request.url?.startsWith('/api/health/') ?? false },
            redact: [
              'req.headers.authorization',
              'req.headers.cookie',
              // Meant for a service's door: by mistake they come here.
              'req.headers["x-spawner-token"]',
              'req.headers["x-spawner-share"]',
              'res.headers["set-cookie"]',
            ],
          },
          production
            ? process.stdout
            : pretty({
                ignore: 'pid,hostname,req,context',
                messageFormat: '{context}: {msg}',
                translateTime: 'SYS:HH:MM:ss',
              }),
        ],
      }),
    }),
  ],
})
export class LoggingModule {}
