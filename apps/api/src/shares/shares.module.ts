import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { ShareLink } from './share-link.entity.js';
import { ShareLinkEntry } from './share-link-entry.js';
import { ShareLinks } from './share-links.service.js';
import { SharesController } from './shares.controller.js';
import { SharesSweep } from './shares.sweep.js';

@Module({
  imports: [AuthModule, SigningModule, TypeOrmModule.forFeature([ShareLink])],
  controllers: [SharesController],
  providers: [ShareLinkEntry, ShareLinks, SharesSweep],
})
export class SharesModule {}
