import { Global, Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { Loops } from './loops.js';

@Global()
@Module({ providers: [Clock, Loops], exports: [Clock, Loops] })
export class BackgroundModule {}
