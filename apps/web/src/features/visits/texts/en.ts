import type { Texts } from '../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  title: 'Visits',
  text: 'Who has opened the container of another person. The newest first.',
  classText: 'When a teacher of this class has opened the container of a member. The newest first.',
  list: 'Visits',
  search: 'Name or service',
  empty: 'No visit yet',
  emptyText: 'When an administrator or a teacher opens the container of another person, it is listed here.',
  at: 'Begun',
  visitor: 'Who',
  owner: 'Whose',
  service: 'What',
  length: 'Length',
  reason: 'Reason',
  noticed: 'Notice',
  admin: 'as an administrator',
  teacher: 'as a teacher',
  teacherOf: 'as a teacher of {{name}}',
  open: 'goes on',
  minutes: '{{count}} min',
  seen: 'seen',
  unseen: 'not seen yet',
};
