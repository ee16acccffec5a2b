import { PageHead } from '../../../components/page-head.js';
import { MachineList } from '../../../features/admin/machines/machine-list.js';
import { useMachineTexts } from '../../../features/admin/machines/texts/use-machine-texts.js';

export function MachinesPage() {
  const text = useMachineTexts();
  return (
    <div className="grid gap-6">
      <PageHead title={text('title')} text={text('text')} />
      <MachineList />
    </div>
  );
}
