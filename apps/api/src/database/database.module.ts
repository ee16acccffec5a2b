import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type DatabaseAddress, dataSourceOptions, migrate } from './data-source.js';
import { DatabaseChannel } from './database-channel.js';

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DatabaseChannel) private readonly channel: DatabaseChannel) {}

  static at(address: DatabaseAddress): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSourceOptions(address), autoLoadEntities: true, retryAttempts: 0 }),
          dataSourceFactory: async (options) => {
            if (!options) throw new Error('TypeORM passed no options');
            const source = await new DataSource(options).initialize();
            await migrate(source);
            return source;
          },
        }),
      ],
      providers: [
        {
          provide: DatabaseChannel,
          // After the data source: the migrations have run, and the server answers.
          inject: [DataSource],
          useFactory: async () => {
            const channel = new DatabaseChannel(address);
            await channel.open();
            return channel;
          },
        },
      ],
      exports: [DatabaseChannel],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.channel.close();
  }
}
