import { z } from 'zod';

const Bytes = z.int().nonnegative();

/** `draining`: it gets no containers, and those on it move away or wait for it. */
export const MachineState = z.enum(['ready', 'draining', 'down']).meta({ id: 'MachineState' });
export type MachineState = z.infer<typeof MachineState>;

/** One of the machines that containers are spread over. */
export const Machine = z
  .object({
    id: z.string(),
    name: z.string(),
    state: MachineState,
    manager: z.boolean().meta({ description: 'It has a part in the decisions of the cluster.' }),
    cpus: z.number().nonnegative(),
    memory_bytes: Bytes,
    reserved_bytes: Bytes.meta({ description: 'Memory that containers on it have been promised.' }),
    containers: z.int().nonnegative().meta({ description: 'Those that run or rest in memory on it.' }),
    waiting: z.int().nonnegative().meta({ description: 'Containers that can run only here, and wait for it.' }),
  })
  .meta({ id: 'Machine' });
export type Machine = z.infer<typeof Machine>;

export const MachinesResponse = z
  .object({ machines: z.array(Machine).meta({ description: 'By name; empty where there is only one machine.' }) })
  .meta({ id: 'MachinesResponse' });
export type MachinesResponse = z.infer<typeof MachinesResponse>;

export const MachineId = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);
