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
            redact: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]'],
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
