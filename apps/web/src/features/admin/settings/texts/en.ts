import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  title: 'Settings',
  text: 'They apply at once, without a restart. What stands in the file .env wins.',
  accounts: {
    title: 'Accounts',
    text: 'What happens to deleted accounts.',
  },
  classes: {
    title: 'Classes',
    text: 'For teachers and their classes.',
  },
  capacity: {
    title: 'Room on the server',
    text: 'How much all containers together may take. An empty field leaves it to Spawner.',
  },
  managers_create_classes: {
    label: 'Teachers make classes',
    text: 'Managers make classes of their own. Otherwise only admins do.',
  },
  own_deletion: {
    label: 'Deletion of one’s own account',
    text: 'People may delete their account themselves.',
  },
  deletion_days: {
    label: 'Time until data is erased',
    text: 'A deleted account can be restored for this long. 0: at once.',
  },
  pupil_address: {
    label: 'German form of address',
    text: 'How German texts address everybody who is neither a manager nor an admin.',
    sie: 'Sie',
    du: 'du',
  },
  material_mb: {
    label: 'Largest material',
    text: 'At most this much at once, packed and unpacked.',
  },
  capacity_memory_mb: {
    label: 'Memory',
    text: 'At most this much is promised; further launches wait.',
  },
  capacity_cores: {
    label: 'Processor cores',
    text: 'May be more than the machine has: idle containers need none.',
  },
  capacity_running: {
    label: 'Containers at a time',
    text: 'That start, run or are paused. Empty: no fixed number.',
  },
  capacity_disk_floor_mb: {
    label: 'Free space on the disk',
    text: 'With less than this, nothing new is started.',
  },
  capacity_wait_minutes: {
    label: 'Longest wait',
    text: 'Then the launch fails with advice.',
  },
  capacity_make_room_minutes: {
    label: 'Make room after',
    text: 'While somebody waits, containers are stopped that are paused for longer. Their files stay.',
  },
  units: { days: 'days', minutes: 'minutes', mb: 'MiB', cores: 'cores', containers: 'containers' },
  computed: 'computed: {{value}}',
  unlimited: 'unlimited',
  range: 'A number from {{min}} to {{max}}.',
  rangeOrEmpty: 'A number from {{min}} to {{max}}, or empty.',
};
