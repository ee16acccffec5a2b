import { Loading } from '../../../components/loading.js';
import { PageHead } from '../../../components/page-head.js';
import { ApprovalList } from '../../../features/admin/approvals/approval-list.js';
import { useMailRules } from '../../../features/admin/registration/mail-rules.query.js';
import { RegistrationForm } from '../../../features/admin/registration/registration-form.js';
import { useRegistrationTexts } from '../../../features/admin/registration/texts/use-registration-texts.js';
import { useSettings } from '../../../features/admin/settings/settings.query.js';

export function RegistrationPage() {
  const text = useRegistrationTexts();
  const settings = useSettings();
  const rules = useMailRules();
  return (
    <div className="grid max-w-5xl gap-8">
      <PageHead title={text('title')} text={text('text')} />
      <ApprovalList />
      {settings.data && rules.data ? (
        <RegistrationForm
          settings={settings.data}
          storedRules={rules.data}
          onReload={() => Promise.all([settings.refetch(), rules.refetch()])}
        />
      ) : (
        <Loading error={settings.error ?? rules.error} />
      )}
    </div>
  );
}
