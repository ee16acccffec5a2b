import Link from 'next/link';

import { PageHeader } from '@/components/page-header';
import { Button } from '@/components/ui/button';
import { currentTexts } from '@/lib/locale';

export default async function NotFoundPage() {
  const { notFound } = await currentTexts();
  return (
    <div className="grid justify-items-start gap-6">
      <PageHeader title={notFound.title} lead={notFound.lead} />
      <Button asChild>
        <Link href="/">{notFound.home}</Link>
      </Button>
    </div>
  );
}
