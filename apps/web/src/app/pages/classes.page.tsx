import { classPages } from '@spawner/contracts/values';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { generatePath, useNavigate } from 'react-router';
import { PageHead } from '../../components/page-head.js';
import { Button } from '../../components/ui/button.js';
import { useMe } from '../../features/auth/me.query.js';
import { ClassList } from '../../features/classes/list/class-list.js';
import { CreateDialog } from '../../features/classes/list/create-dialog.js';
import { useClassTexts } from '../../features/classes/texts/use-class-texts.js';
import { useInfo } from '../../lib/info.query.js';
import { SignedInFrame } from '../layouts/signed-in.frame.js';
import { NotFoundPage } from './not-found.page.js';

/** For everybody else than managers and admins it does not exist. */
export function ClassesPage() {
  const { data: user } = useMe();
  const text = useClassTexts();
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const info = useInfo();
  if (user?.role === 'user') return <NotFoundPage />;
  const mayCreate = user?.role === 'admin' || info?.managers_create_classes === true;
  const create = mayCreate ? (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {text('list.create')}
    </Button>
  ) : null;
  return (
    <SignedInFrame wide>
      <div className="grid gap-6">
        <PageHead title={text('title')} text={text('text')}>
          {create}
        </PageHead>
        <ClassList create={create} />
      </div>
      {isCreating && (
        <CreateDialog
          onCreated={(id) => void navigate(generatePath(classPages.members, { id: String(id) }))}
          onClose={() => setCreating(false)}
        />
      )}
    </SignedInFrame>
  );
}
