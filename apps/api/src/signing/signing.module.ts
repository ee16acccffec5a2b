import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Passes } from './passes.js';
import { ProbePass } from './probe-pass.js';
import { SigningKey } from './signing-key.js';

@Module({
  providers: [
    { provide: SigningKey, inject: [Settings], useFactory: (settings: Settings) => SigningKey.of(settings) },
    Passes,
    ProbePass,
  ],
  exports: [Passes, ProbePass, SigningKey],
})
export class SigningModule {}
