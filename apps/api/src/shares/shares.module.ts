import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { ShareEntry } from './share-entry.service.js';
import { ShareLink } from './share-link.entity.js';
import { ShareLinks } from './share-links.service.js';
import { SharesController } from './shares.controller.js';
import { SharesSweep } from './shares.sweep.js';

@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([ShareLink])],
  controllers: [SharesController],
  providers: [ShareEntry, ShareLinks, SharesSweep],
  exports: [ShareEntry],
})
export class SharesModule {}
