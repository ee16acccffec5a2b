import { PageHead } from '../../../features/admin/page-head.js';
import { useConsoleTexts } from '../../../features/admin/texts/use-console-texts.js';
import { WeaknessesNotice } from '../../../features/admin/weaknesses-notice.js';

export function OverviewPage() {
  const text = useConsoleTexts();
  return (
    <div className="grid gap-6">
      <PageHead title={text('nav.overview')} text={text('overview.text')} />
      <WeaknessesNotice />
    </div>
  );
}
