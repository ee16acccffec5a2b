import { PageHead } from '../../../components/page-head.js';
import { OwnedContainerList } from '../../../features/admin/containers/container-list.js';
import { useContainerTexts } from '../../../features/admin/containers/texts/use-container-texts.js';

export function ContainersPage() {
  const text = useContainerTexts();
  return (
    <div className="grid gap-6">
      <PageHead title={text('title')} text={text('text')} />
      <OwnedContainerList />
    </div>
  );
}
