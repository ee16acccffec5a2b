import { Download } from 'lucide-react';
import { PageHead } from '../../../components/page-head.js';
import { useAddress } from '../../../components/table/use-address.js';
import { buttonLook } from '../../../components/ui/button.js';
import { auditExportAddress, auditFilters } from '../../../features/admin/audit/audit.query.js';
import { AuditFilters } from '../../../features/admin/audit/audit-filters.js';
import { AuditList } from '../../../features/admin/audit/audit-list.js';
import { useAuditTexts } from '../../../features/admin/audit/texts/use-audit-texts.js';

export function AuditPage() {
  const text = useAuditTexts();
  const list = useAddress(auditFilters);
  return (
    <div className="grid gap-6">
      <PageHead title={text('title')} text={text('text')}>
        <a href={auditExportAddress(list.chosen)} download className={buttonLook({ variant: 'outline' })}>
          <Download aria-hidden />
          {text('export')}
        </a>
      </PageHead>
      <AuditFilters list={list} />
      <AuditList page={list} chosen={list.chosen} narrowed={Object.keys(list.chosen).length > 0} />
    </div>
  );
}
