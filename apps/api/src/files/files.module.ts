import { Module } from '@nestjs/common';
import { StoredFiles } from './stored-files.js';

@Module({ providers: [StoredFiles], exports: [StoredFiles] })
export class FilesModule {}
