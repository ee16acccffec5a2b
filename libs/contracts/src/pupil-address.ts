import { z } from 'zod';

/** How German texts address everybody who is neither a manager nor an admin. */
export const PupilAddress = z.enum(['sie', 'du']).meta({ id: 'PupilAddress' });
export type PupilAddress = z.infer<typeof PupilAddress>;
