import type { Operations } from '../operation.js';
import { container, containerDetail, containerId, launchErrors, serviceUrl } from './examples.js';

const ready = {
  message: 'Container ready',
  service_url: serviceUrl,
  container_id: containerId,
  status: 'running' as const,
};

export const containerOperations: Operations<
  | 'containers'
  | 'container'
  | 'launch'
  | 'prepare'
  | 'stop'
  | 'restart'
  | 'recreate'
  | 'remove'
  | 'logs'
  | 'putFile'
  | 'putFiles'
  | 'events'
> = {
  containers: {
    summary: 'List the own containers',
    description: 'One entry for each template in the order of the catalogue, created or not.',
    answer: { containers: [container] },
  },
  container: {
    summary: 'Read one of the own containers',
    description: 'The list’s entry with the launch under way, the last launch, and why the last one failed.',
    answer: containerDetail,
  },
  launch: {
    summary: 'Launch a container',
    description:
      'Creates, starts or resumes it and answers when the page at `service_url` works. A second call joins the launch under way. Repeating it is safe.',
    answer: ready,
    errors: launchErrors,
  },
  prepare: {
    summary: 'Prepare a launch that is likely',
    description:
      'For a page whose visitor is about to click. Answers at once. The container is created or started and held paused for 20 s, while nobody else launches; a launch within that time takes it over. Unused, it goes back to what it was: this is no use and no launch. After several that were not used, a user gets the next one only later and later.',
    answer: { prepared: true },
  },
  stop: {
    summary: 'Stop a container',
    description: 'Its files stay. Succeeds for a container that does not exist, with the status `not_created`.',
    answer: { message: 'Container stopped', status: 'stopped', container_id: containerId },
    errors: ['superseded', 'runtime_unreachable', 'runtime_failed'],
  },
  restart: {
    summary: 'Restart a container',
    description: 'The same container is stopped and started; answers when its page works.',
    answer: ready,
    errors: launchErrors,
  },
  recreate: {
    summary: 'Recreate a container',
    description:
      'A new container from the current image and the current settings; its volumes stay. Everything outside the volumes is lost.',
    answer: ready,
    errors: launchErrors,
  },
  remove: {
    summary: 'Remove a container',
    description: 'Its volumes stay and are used by the next launch, unless `data=delete`.',
    answer: { message: 'Container removed', status: 'not_created', container_id: null },
    errors: ['superseded', 'runtime_unreachable', 'runtime_failed'],
  },
  logs: {
    summary: 'Read the log of a container',
    description:
      'The last lines of its output, as text. With `follow=true` the answer stays open and streams new lines until the client closes it or the container ends.',
    answer: '127.0.0.1 - - [01/Sep/2026:08:15:00 +0000] "GET / HTTP/1.1" 200 615\n',
    errors: ['no_container', 'runtime_unreachable', 'runtime_failed'],
  },
  putFile: {
    summary: 'Upload a file',
    description:
      'The body is the raw file, at most 25 MiB. It is stored below the template’s upload folder, whose missing folders are created; an existing file is replaced.',
    answer: { message: 'File stored' },
    errors: [
      'no_container',
      'files_not_accepted',
      'unsupported_media_type',
      'file_too_large',
      'request_timeout',
      'disk_full',
      'storage_full',
      'runtime_unreachable',
      'runtime_failed',
    ],
  },
  putFiles: {
    summary: 'Upload many files as a ZIP archive',
    description:
      'The body is the archive. Its files are stored below the upload folder in one step of the engine; what cannot be stored is named in `failed`, and the others are stored all the same. With `strip=true` the content of `site/` is stored at the top if everything is in that folder. Use it for more than a few files.',
    answer: {
      stored: 2,
      start: 'site/',
      left_out: ['site/.DS_Store'],
      failed: [],
    },
    errors: [
      'no_container',
      'files_not_accepted',
      'unsupported_media_type',
      'archive_invalid',
      'archive_too_large',
      'file_too_large',
      'request_timeout',
      'disk_full',
      'storage_full',
      'runtime_unreachable',
      'runtime_failed',
    ],
  },
  events: {
    summary: 'Stream changes of the own containers',
    description:
      'Server-sent events. A connection begins with one `container` event for each card, then there is one for each change, with the answer of `GET /api/container/{type}` as data; `ping` shows every 15 s that the connection lives.',
    answer: 'event: container\ndata: {"type":"dev","status":"running"}\n\n',
  },
};
