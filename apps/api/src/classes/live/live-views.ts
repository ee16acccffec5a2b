import { Injectable } from '@nestjs/common';
import { ContainerChanges } from '../../containers/container-changes.js';
import { LaunchProgressStore } from '../../containers/launch/launch-progress-store.js';
import { Admins } from '../../users/admins.js';
import { ClassChanges } from '../class-changes.js';
import { ClassRights } from '../class-rights.js';
import { Lessons } from '../lesson/lessons.js';
import { LivePeople } from './live-people.js';
import { type LiveReader, LiveView } from './live-view.js';

/** The live pages that are open, one view for each template of a class. */
@Injectable()
export class LiveViews {
  private readonly open = new Map<string, LiveView>();

  constructor(
    private readonly people: LivePeople,
    private readonly lessons: Lessons,
    private readonly rights: ClassRights,
    containers: ContainerChanges,
    classes: ClassChanges,
    progress: LaunchProgressStore,
    admins: Admins,
  ) {
    const all = (tell: (view: LiveView) => void): void => {
      for (const view of this.open.values()) tell(view);
    };
    containers.subscribe((key) => all((view) => view.containerChanged(key)));
    classes.subscribe((change) => all((view) => view.classChanged(change)));
    progress.subscribe((key) => all((view) => view.launchMoved(key)));
    admins.onChange(() => all((view) => view.readersChanged()));
  }

  /**
   * Sends the whole class, then what changes.
   * @returns what ends it
   */
  follow(classId: number, type: string, reader: LiveReader): () => void {
    const key = `${String(classId)}/${type}`;
    const view = this.open.get(key) ?? this.viewOf(classId, type);
    this.open.set(key, view);
    view.add(reader);
    return () => {
      view.remove(reader);
      if (!view.isEmpty) return;
      this.open.delete(key);
      view.stop();
    };
  }

  private viewOf(classId: number, type: string): LiveView {
    return new LiveView(classId, type, {
      people: this.people,
      readLesson: () => this.lessons.open(classId),
      checkReader: async (userId) => {
        this.rights.template(await this.rights.led(classId, userId), type);
      },
    });
  }
}
