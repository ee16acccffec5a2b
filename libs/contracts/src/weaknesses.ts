import { z } from 'zod';

/** A promise of docs/security-containers.md that the host does not keep, or a risk in how the installation is reached. */
export const WeaknessName = z
  .enum([
    'neighbours',
    'memory',
    'swap',
    'cpu',
    'processes',
    'system_calls',
    'access_control',
    'user_namespace',
    'layers',
    'plain_http',
    'open_outbox',
  ])
  .meta({ id: 'WeaknessName' });
export type WeaknessName = z.infer<typeof WeaknessName>;

export const Weaknesses = z
  .object({
    weaknesses: z.array(
      z.object({
        name: WeaknessName,
        level: z
          .enum(['missing', 'hint'])
          .meta({ description: '`missing`: promised and not there; `hint`: would be better.' }),
        fix: z.array(z.string()).meta({ description: 'Lines to type or to put into a file, in English.' }),
      }),
    ),
  })
  .meta({ id: 'Weaknesses' });
export type Weaknesses = z.infer<typeof Weaknesses>;
