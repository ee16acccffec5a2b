import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  title: 'Machines',
  text: 'The machines of this installation: what runs on them, and what waits for them.',
  empty: 'There is only one machine',
  emptyText: 'Machines are listed here once Spawner runs on several.',
  name: 'Machine',
  state: 'State',
  states: { ready: 'ready', draining: 'draining', down: 'not reachable' },
  manager: 'manages the cluster',
  memory: 'Memory',
  memoryOf: '{{used}} of {{size}} promised',
  cpus: 'Cores',
  containers: 'Containers',
  onIt: 'View {{count}} containers on {{name}}',
  waiting: 'Waiting',
  waitingFor: 'View {{count}} containers that wait for {{name}}',
  acts: 'Actions',
  drain: 'Drain',
  drainTitle: 'Drain {{name}}?',
  drainText:
    'Containers move to other machines, and restart on the way. Those whose files are only here wait until the machine is back.',
  resume: 'Bring back',
  resumeTitle: 'Bring {{name}} back?',
  resumeText: 'What waits for this machine starts here. What has moved away stays where it is.',
};
