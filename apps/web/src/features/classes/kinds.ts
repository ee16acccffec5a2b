import type { ClassKind } from '@spawner/contracts';

export const kinds = ['class', 'workshop', 'team'] as const satisfies readonly ClassKind[];
