import { Module } from '@nestjs/common';
import { LimitRules } from './limit-rules.js';
import { LimitsController } from './limits.controller.js';
import { Limits } from './limits.js';

@Module({ controllers: [LimitsController], providers: [LimitRules, Limits], exports: [Limits] })
export class LimitsModule {}
