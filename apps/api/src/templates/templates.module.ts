import { Global, Module } from '@nestjs/common';
import { TemplateCatalogue } from './template-catalogue.js';

@Global()
@Module({ providers: [TemplateCatalogue], exports: [TemplateCatalogue] })
export class TemplatesModule {}
