import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { UsersModule } from '../users/users.module.js';
import { ShareEntry } from './share-entry.service.js';
import { ShareLink } from './share-link.entity.js';
import { ShareLinks } from './share-links.service.js';
import { SharesController } from './shares.controller.js';
import { SharesSweep } from './shares.sweep.js';

@Module({
  imports: [AuthModule, ContainersModule, TypeOrmModule.forFeature([ShareLink]), UsersModule],
  controllers: [SharesController],
  providers: [ShareEntry, ShareLinks, SharesSweep],
  exports: [ShareEntry],
})
export class SharesModule {}
