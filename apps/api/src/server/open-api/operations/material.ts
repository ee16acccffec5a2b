import type { Collection, Material } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const JOB_ID = '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10';
const COLLECTION_ID = '5f0f3c52-6a53-4a40-9e0f-3a1b7c9d2e11';

const sheet: Material = {
  id: 5,
  type: 'dev',
  name: 'Arbeitsblatt 3',
  version: 1,
  files: 4,
  bytes: 120_400,
  later: true,
  created_at: '2026-09-01T07:45:00.000Z',
  created_by: { id: 4, name: 'Ms Vogel' },
  members: 28,
  delivered: 25,
  waiting: 2,
  failed: [{ id: 31, name: 'Ben', reason: 'A file is in the way.' }],
};

const collection: Collection = {
  id: COLLECTION_ID,
  type: 'dev',
  folder: '/usr/share/nginx/html',
  state: 'ready',
  reason: null,
  job_id: JOB_ID,
  at: '2026-09-01T09:30:00.000Z',
  by: { id: 4, name: 'Ms Vogel' },
  people: 28,
  collected: 28,
  files: 311,
  bytes: 18_400_000,
  deleted_after: '2026-09-15T09:30:00.000Z',
};

export const materialOperations: Operations<
  | 'materials'
  | 'addMaterial'
  | 'deleteMaterial'
  | 'deliverMaterial'
  | 'collections'
  | 'collect'
  | 'collectionFile'
  | 'deleteCollection'
  | 'resetClass'
> = {
  materials: {
    summary: 'List what is handed out to a class',
    description: 'Newest first, with how many members have it.',
    answer: { materials: [sheet], most_bytes: 52_428_800 },
    errors: ['not_found'],
  },
  addMaterial: {
    summary: 'Upload material for a class',
    description:
      'The body is a ZIP archive (`application/zip`), a tar (`application/x-tar`), or else a single file. An archive is refused as a whole where an entry is a link, a device, or leads out of its folder. It is handed out by a second call.',
    answer: { ...sheet, delivered: 0, waiting: 28, failed: [] },
    errors: [
      'not_found',
      'class_archived',
      'no_upload_folder',
      'file_too_large',
      'files_dir_full',
      'archive_invalid',
      'archive_unsafe',
      'archive_too_large',
      'unsupported_media_type',
      'request_timeout',
    ],
  },
  deleteMaterial: {
    summary: 'Delete material of a class',
    description: 'Those who have it keep it.',
    answer: { message: 'Material deleted. Those who have it keep it.' },
    errors: ['not_found'],
  },
  deliverMaterial: {
    summary: 'Hand material out',
    description:
      'A job with an item for each person: into a new folder `Material/{name}`, never over a file of theirs. Without a volume yet, an item is `skipped`, and the material is there with the first launch.',
    body: { all: true },
    answer: { job_id: JOB_ID },
    errors: ['not_found', 'class_archived', 'nothing_selected'],
  },
  collections: {
    summary: 'List what was collected from a class',
    description: 'Newest first. Kept for 14 days.',
    answer: { collections: [collection] },
    errors: ['not_found'],
  },
  collect: {
    summary: 'Collect work from a class',
    description:
      'A job with an item for each person; when it has ended, one ZIP is made. Links and devices are listed in it, and not packed.',
    body: { type: 'dev', all: true },
    answer: { job_id: JOB_ID, collection_id: COLLECTION_ID },
    errors: ['not_found', 'no_upload_folder', 'nothing_selected', 'nothing_to_collect'],
  },
  collectionFile: {
    summary: 'Download what was collected',
    description:
      'A ZIP file with a folder for each person, a list of contents, and SHA-256 sums. Takes ranges of bytes.',
    answer: 'PK',
    errors: ['not_found', 'collection_gone'],
  },
  deleteCollection: {
    summary: 'Delete what was collected',
    description: 'The files of the members stay as they are.',
    answer: { message: 'Collection deleted' },
    errors: ['not_found', 'collection_gone'],
  },
  resetClass: {
    summary: 'Reset containers of a class',
    description:
      'A job with an item for each person. `container`: a new one, the files stay; `data`: the files are deleted, and the newest material is there with the next launch; `data_and_card`: also the login card ends, and all logins with it; print a new one. With `collect_first` nobody’s files are deleted before they are in a collection.',
    body: { type: 'dev', mode: 'data', all: true, expected: 28, collect_first: true },
    answer: { job_id: JOB_ID, collection_id: COLLECTION_ID },
    errors: ['not_found', 'class_archived', 'nothing_selected', 'changed_meanwhile'],
  },
};
