import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type DatabaseAddress, dataSourceOptions, migrate } from './data-source.js';

@Module({})
export class DatabaseModule {
  static at(address: DatabaseAddress): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSourceOptions(address), retryAttempts: 0 }),
          dataSourceFactory: async (options) => {
            if (!options) throw new Error('TypeORM passed no options');
            const source = await new DataSource(options).initialize();
            await migrate(source);
            return source;
          },
        }),
      ],
    };
  }
}
