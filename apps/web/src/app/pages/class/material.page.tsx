import type { Class } from '@spawner/contracts';
import { MaterialTab } from '../../../features/material/material-tab.js';

export function MaterialPage({ of }: { of: Class }) {
  return <MaterialTab of={of} />;
}
