import { Injectable } from '@nestjs/common';
import type { StartEstimate } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/settings.js';
import { Admission } from '../../containers/admission/admission.js';
import { MOST_AT_ONCE } from '../../jobs/job-worker.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { ClassRights } from '../class-rights.js';
import { ESTIMATE, MEDIAN_LAUNCH } from './class-cards.queries.js';

type Counts = Omit<StartEstimate, 'room' | 'seconds'> & { readonly placed: number };

/** What starting all of a class would take. */
@Injectable()
export class StartEstimates {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly catalogue: TemplateCatalogue,
    private readonly admission: Admission,
    private readonly settings: Settings,
  ) {}

  /** @throws AppError `forbidden` where the template is not of the class, `unknown_type` */
  async of(classId: number, type: string): Promise<StartEstimate> {
    await this.rights.requireTemplate(classId, type);
    const template = this.catalogue.get(type);
    const [row] = await this.dataSource.query<[Counts]>(ESTIMATE, [classId, type]);
    const [launch] = await this.dataSource.query<[{ median: number | null }]>(MEDIAN_LAUNCH, [type]);
    const { placed, ...counts } = row;
    const room = placed + (await this.admission.roomForBulk(template, counts.startable - placed));
    // A job has fewer launches under way than the server can start, so that a click finds a turn.
    const atOnce = Math.min(this.settings.launch.concurrency, MOST_AT_ONCE);
    const seconds = launch.median === null ? null : Math.ceil((counts.startable * launch.median) / atOnce / 1000);
    return { ...counts, room, seconds };
  }
}
