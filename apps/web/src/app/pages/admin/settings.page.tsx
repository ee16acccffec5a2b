import { Loading } from '../../../components/loading.js';
import { PageHead } from '../../../components/page-head.js';
import { useCapacity } from '../../../features/admin/limits/limits.query.js';
import { useSettings } from '../../../features/admin/settings/settings.query.js';
import { SettingsForm } from '../../../features/admin/settings/settings-form.js';
import { useSettingsTexts } from '../../../features/admin/settings/texts/use-settings-texts.js';

export function SettingsPage() {
  const text = useSettingsTexts();
  const { data: settings, error, refetch } = useSettings();
  const { data: capacity } = useCapacity();
  return (
    <div className="grid max-w-5xl gap-8">
      <PageHead title={text('title')} text={text('text')} />
      {settings ? (
        <SettingsForm settings={settings} capacity={capacity} onReload={refetch} />
      ) : (
        <Loading error={error} />
      )}
    </div>
  );
}
