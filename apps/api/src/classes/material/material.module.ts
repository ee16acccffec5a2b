import { Module } from '@nestjs/common';
import { Clock } from '../../background/clock.js';
import { Loops } from '../../background/loops.js';
import { ContainersModule } from '../../containers/containers.module.js';
import { FilesModule } from '../../files/files.module.js';
import { StoredFiles } from '../../files/stored-files.js';
import { JobsModule } from '../../jobs/jobs.module.js';
import { UsersModule } from '../../users/users.module.js';
import { CardNotices } from '../card-notices.js';
import { ClassesModule } from '../classes.module.js';
import { CollectionPacking } from './collection-packing.js';
import { CollectionRows } from './collection-rows.js';
import { CollectionsController } from './collections.controller.js';
import { Collections } from './collections.js';
import { Deliveries } from './deliveries.js';
import { MaterialController } from './material.controller.js';
import { Materials } from './materials.js';
import { PartGathering } from './part-gathering.js';

const CATCH_UP_MS = 30_000;
const PACK_MS = 60_000;
const HOUR_MS = 3_600_000;

@Module({
  imports: [ClassesModule, ContainersModule, FilesModule, JobsModule, UsersModule],
  controllers: [MaterialController, CollectionsController],
  providers: [CardNotices, CollectionPacking, CollectionRows, Collections, Deliveries, Materials, PartGathering],
  exports: [CardNotices, Collections, PartGathering],
})
export class MaterialModule {
  constructor(
    loops: Loops,
    deliveries: Deliveries,
    packing: CollectionPacking,
    collections: Collections,
    files: StoredFiles,
    clock: Clock,
  ) {
    loops.every(CATCH_UP_MS, 'handing out what waits', () => deliveries.catchUp());
    loops.every(PACK_MS, 'packing what was collected', () => packing.packDue());
    loops.every(HOUR_MS, 'deleting old collections', async () => {
      await collections.forget();
      await files.sweep(await collections.namedFiles(), clock.now().getTime());
    });
  }
}
