import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessPolicy } from './access-policy.js';

@Module({
  imports: [AuthModule, SigningModule, UsersModule],
  providers: [AccessPolicy],
  exports: [AccessPolicy],
})
export class AccessModule {}
