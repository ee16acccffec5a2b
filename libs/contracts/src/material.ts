import { z } from 'zod';
import { DisplayName } from './account.js';
import { RowId } from './column-values.js';
import { ContainerType } from './container-values.js';
import { isFileName } from './file-path.js';
import { PersonRef } from './person-ref.js';

const Timestamp = z.iso.datetime();

/** A row of the path `/api/class/{id}/material/{material_id}`. */
export const MaterialId = z.coerce.number().pipe(RowId);

export const CollectionId = z.uuid();

/** Of an archive that is handed out: folders count as well. */
export const MOST_MATERIAL_FILES = 5000;

/** Which members an act is for: some, or all. Not teachers, nor admins. */
export const peopleOfClass = {
  user_ids: z.array(RowId).min(1).max(1000).optional(),
  all: z.literal(true).optional(),
};
export const saysWho = ({ user_ids: ids, all }: { user_ids?: number[] | undefined; all?: true | undefined }): boolean =>
  (ids === undefined) !== (all === undefined);
const WHO = 'needs either user_ids or all';

const type = ContainerType.meta({ description: 'A template of the class.' });

/** Also the name of a folder: in a path it would be two. */
const MaterialName = DisplayName.refine((name) => isFileName(name) && !name.startsWith('.'));

export const NewMaterialQuery = z.strictObject({
  name: MaterialName.meta({ description: 'Of the new folder that everybody gets.' }),
  type,
  file: z
    .string()
    .normalize('NFC')
    .refine(isFileName)
    .optional()
    .meta({ description: 'The name of a single file; without it, that of the folder.' }),
  later: z
    .enum(['true', 'false'])
    .default('true')
    .transform((text) => text === 'true')
    .meta({ description: 'Also for those who join later.' }),
});

export const Material = z
  .object({
    id: z.int(),
    type: z.string(),
    name: z.string(),
    version: z.int().meta({ description: 'Counts what has had this name.' }),
    files: z.int(),
    bytes: z.int().meta({ description: 'Unpacked.' }),
    later: z.boolean(),
    created_at: Timestamp,
    created_by: PersonRef.nullable().meta({ description: 'Null if the account no longer exists.' }),
    members: z.int().meta({ description: 'How many members the class has now.' }),
    delivered: z.int().meta({ description: 'How many of them have it.' }),
    waiting: z.int().meta({ description: 'How many get it with the next launch.' }),
    failed: z.array(z.object({ id: z.int(), name: z.string(), reason: z.string() })).meta({
      description: 'Whom it could not be given to, and why.',
    }),
  })
  .meta({ id: 'Material' });
export type Material = z.infer<typeof Material>;

export const MaterialsResponse = z
  .object({
    materials: z.array(Material).meta({ description: 'Newest first.' }),
    most_bytes: z.int().meta({ description: 'Of one upload, and of what it holds.' }),
  })
  .meta({ id: 'MaterialsResponse' });
export type MaterialsResponse = z.infer<typeof MaterialsResponse>;

export const DeliverRequest = z.strictObject(peopleOfClass).refine(saysWho, WHO).meta({
  id: 'DeliverRequest',
  description:
    'With `all`, those who have it already are left out. Named people get it once more, into another folder.',
});
export type DeliverRequest = z.output<typeof DeliverRequest>;

/** A folder as the container sees it. */
const Folder = z
  .string()
  .normalize('NFC')
  .max(200)
  .refine((path) => path.startsWith('/') && path.slice(1).split('/').every(isFileName));

export const NewCollection = z
  .strictObject({
    type,
    ...peopleOfClass,
    folder: Folder.optional().meta({ description: 'Below a volume. Without it, the folder for uploads.' }),
    pause: z.boolean().default(false).meta({
      description: 'Pauses each running container meanwhile, so that no file changes while it is read.',
    }),
    everything: z.boolean().default(false).meta({ description: 'Also node_modules and .git.' }),
  })
  .refine(saysWho, WHO)
  .meta({ id: 'NewCollection' });
export type NewCollection = z.output<typeof NewCollection>;

export const CollectionState = z.enum(['running', 'ready', 'failed']).meta({ id: 'CollectionState' });
export type CollectionState = z.infer<typeof CollectionState>;

export const Collection = z
  .object({
    id: z.uuid(),
    type: z.string(),
    folder: z.string(),
    state: CollectionState,
    reason: z.string().nullable().meta({ description: 'Why it failed.' }),
    job_id: z.uuid(),
    at: Timestamp,
    by: PersonRef.nullable().meta({ description: 'Null if the account no longer exists.' }),
    people: z.int().meta({ description: 'How many are to be collected from.' }),
    collected: z.int(),
    files: z.int(),
    bytes: z.int().meta({ description: 'Of the ZIP file, once it is ready.' }),
    deleted_after: Timestamp,
  })
  .meta({ id: 'Collection' });
export type Collection = z.infer<typeof Collection>;

export const CollectionsResponse = z
  .object({ collections: z.array(Collection).meta({ description: 'Newest first.' }) })
  .meta({ id: 'CollectionsResponse' });
export type CollectionsResponse = z.infer<typeof CollectionsResponse>;

export const StartedCollection = z
  .object({ job_id: z.uuid(), collection_id: z.uuid() })
  .meta({ id: 'StartedCollection' });
export type StartedCollection = z.infer<typeof StartedCollection>;
