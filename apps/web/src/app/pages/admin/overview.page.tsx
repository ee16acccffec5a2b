import { PageHead } from '../../../components/page-head.js';
import { OverviewNumbers } from '../../../features/admin/overview/overview.js';
import { useOverviewTexts } from '../../../features/admin/overview/texts/use-overview-texts.js';

export function OverviewPage() {
  const text = useOverviewTexts();
  return (
    <div className="grid gap-6">
      <PageHead title={text('title')} text={text('text')} />
      <OverviewNumbers />
    </div>
  );
}
