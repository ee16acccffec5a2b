import { z } from 'zod';

export const MOST_IMPORT_BYTES = 1024 * 1024;
export const MOST_IMPORTED = 2000;

export const ImportVerdict = z
  .enum(['new', 'invited', 'joins', 'changed', 'same', 'repeated', 'wrong'])
  .meta({ id: 'ImportVerdict' });
export type ImportVerdict = z.infer<typeof ImportVerdict>;

export const ImportFault = z
  .enum([
    'name_missing',
    'bad_name',
    'too_long',
    'bad_address',
    'bad_id',
    'unknown_class',
    'mail_not_allowed',
    'too_many_mails',
  ])
  .meta({ id: 'ImportFault' });
export type ImportFault = z.infer<typeof ImportFault>;

const ImportRow = z
  .object({
    line: z.int().meta({ description: 'Where the row ends in the file.' }),
    name: z.string(),
    email: z.string().meta({ description: 'Empty: the person gets an account of the class.' }),
    external_id: z.string(),
    class_name: z.string().meta({
      description: 'Of another class that the caller leads, into which the person comes. Empty: the class of the path.',
    }),
    verdict: ImportVerdict.meta({
      description:
        '`new`: gets an account of the class; `invited`: gets a mail, and joins with its link; `joins`: has an account, and is added by an admin; `repeated`: is in this file before.',
    }),
    before: z.string().nullable().meta({ description: 'The name that changes.' }),
    repeats: z.int().nullable().meta({ description: 'The line that this row repeats.' }),
    fault: ImportFault.nullable(),
  })
  .meta({ id: 'ImportRow' });
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportQuery = z.strictObject({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Only say what would happen.' }),
});

export const ImportReport = z
  .object({
    rows: z.array(ImportRow),
    new: z.int().meta({ description: 'Also those who are invited or join.' }),
    same: z.int(),
    changed: z.int(),
    wrong: z.int().meta({ description: 'Left out, also those that are repeated.' }),
    absent: z
      .array(z.object({ user_id: z.int(), name: z.string() }))
      .meta({ description: 'Members of the class of the path whom the file does not name. An import removes nobody.' }),
    ignored: z.array(z.string()).meta({ description: 'Headings of columns that are not read.' }),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof ImportReport>;
