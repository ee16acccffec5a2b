import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessPolicy } from './access-policy.js';
import { ClientTokens } from './client-tokens.js';

@Module({
  imports: [AuthModule, SigningModule, UsersModule],
  providers: [AccessPolicy, ClientTokens],
  exports: [AccessPolicy],
})
export class AccessModule {}
