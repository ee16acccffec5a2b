import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { Loops } from '../background/loops.js';
import { ContainersModule } from '../containers/containers.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { UsersModule } from '../users/users.module.js';
import { ShareLink } from './share-link.entity.js';
import { ShareLinkEntry } from './share-link-entry.js';
import { ShareLinks } from './share-links.service.js';
import { SharesController } from './shares.controller.js';

/** A response that a guest has open may outlast the link by this. */
const SWEEP_MS = 10_000;

@Module({
  imports: [AuthModule, ContainersModule, SigningModule, TypeOrmModule.forFeature([ShareLink]), UsersModule],
  controllers: [SharesController],
  providers: [ShareLinkEntry, ShareLinks],
})
export class SharesModule {
  constructor(loops: Loops, links: ShareLinks) {
    loops.every(SWEEP_MS, 'ending share links', () => links.sweep());
  }
}
