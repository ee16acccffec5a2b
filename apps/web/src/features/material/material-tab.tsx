import type { Class } from '@spawner/contracts';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Section } from '../../components/section.js';
import { Button } from '../../components/ui/button.js';
import { Collections } from './collections.js';
import { HandOut } from './hand-out.js';
import { ResetDialog } from './reset-dialog.js';
import { useMaterialTexts } from './texts/use-material-texts.js';

/** What goes out to a class, what comes back, and the fresh start. */
export function MaterialTab({ of }: { of: Class }) {
  const text = useMaterialTexts();
  const [asked, ask] = useState(false);
  return (
    <div className="grid gap-10">
      <HandOut of={of} />
      <Collections of={of} />
      {of.archived_at === null && (
        <Section
          title={text('reset.title')}
          text={text('reset.text')}
          corner={
            <Button variant="outline" onClick={() => ask(true)}>
              <RotateCcw aria-hidden />
              {text('reset.open')}
            </Button>
          }
        >
          {asked && (
            <ResetDialog
              {...{ classId: of.id, type: of.templates[0] ?? '', types: of.templates, people: null }}
              onClose={() => ask(false)}
            />
          )}
        </Section>
      )}
    </div>
  );
}
