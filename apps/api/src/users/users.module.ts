import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Admins } from './admins.js';
import { LastSeen } from './last-seen.js';
import { User } from './user.entity.js';
import { UserBlocks } from './user-blocks.js';
import { UserDeletions } from './user-deletions.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([User])],
  controllers: [UsersController],
  providers: [Admins, LastSeen, UserBlocks, UserDeletions, UsersService],
  exports: [Admins, LastSeen, UserBlocks, UserDeletions, UsersService],
})
export class UsersModule {}
