import type { Class } from '@spawner/contracts';
import { clsx } from 'clsx';
import { FolderUp, PackageOpen, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { Section } from '../../components/section.js';
import { ListStates } from '../../components/table/list-states.js';
import { Button } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { byteText } from '../../lib/quantities.js';
import { chosenItems, droppedItems, type UploadItem } from '../../lib/upload-item.js';
import { useFileDrop } from '../../lib/use-file-drop.js';
import { HandOutDialog } from './hand-out-dialog.js';
import { useFileTemplates, useMaterials } from './material.query.js';
import { MaterialRow } from './material-row.js';
import { useMaterialTexts } from './texts/use-material-texts.js';

/** What the class is given: dropped here, and the list of what was handed out. */
export function HandOut({ of }: { of: Class }) {
  const text = useMaterialTexts();
  const { language } = useTranslation();
  const query = useMaterials(of.id);
  const { data: templates } = useFileTemplates();
  const [items, setItems] = useState<readonly UploadItem[] | null>(null);
  const types = of.templates.filter((type) => templates?.some((each) => each.type === type && each.acceptsFiles));
  const isOpen = of.archived_at === null && types.length > 0;
  const take = (picked: readonly UploadItem[]) => {
    if (picked.length > 0) setItems(picked);
  };
  const { over, handlers } = useFileDrop(isOpen, (dropped) => void droppedItems(dropped).then(take));
  const mostBytes = query.data?.most_bytes ?? 0;
  return (
    <Section title={text('handOut.title')} text={text('handOut.text')}>
      {isOpen && (
        <div
          {...handlers}
          className={clsx(
            'grid justify-items-center gap-3 rounded-2xl border border-dashed px-4 py-6 text-center text-sm transition-colors',
            over ? 'border-primary bg-accent' : 'border-input bg-card',
          )}
        >
          <PackageOpen className="size-6 text-primary" aria-hidden />
          <p className="font-medium">{over ? text('handOut.dropOver') : text('handOut.drop')}</p>
          <div className="flex flex-wrap justify-center gap-2">
            <Chooser label={text('handOut.files')} icon={Upload} onChosen={take} />
            <Chooser label={text('handOut.folder')} icon={FolderUp} folders onChosen={take} />
          </div>
          <p className="text-muted-foreground">{text('handOut.most', { size: byteText(mostBytes, language) })}</p>
        </div>
      )}
      {templates && types.length === 0 && <p className="text-sm text-muted-foreground">{text('handOut.noTemplate')}</p>}
      <ListStates
        query={query}
        isEmpty={({ materials }) => materials.length === 0}
        narrowed={false}
        onReset={() => undefined}
        empty={<p className="text-sm text-muted-foreground">{text('handOut.empty')}</p>}
      >
        {({ materials }) => (
          <ul className="divide-y rounded-2xl border bg-card shadow-card">
            {materials.map((material) => (
              <MaterialRow key={material.id} of={of} material={material} />
            ))}
          </ul>
        )}
      </ListStates>
      {items && (
        <HandOutDialog
          {...{ classId: of.id, type: types[0] ?? '', types, people: null, items, mostBytes }}
          onClose={() => setItems(null)}
        />
      )}
    </Section>
  );
}

interface ChooserProps {
  label: string;
  icon: typeof Upload;
  folders?: boolean;
  onChosen: (items: readonly UploadItem[]) => void;
}

function Chooser({ label, icon: Icon, folders = false, onChosen }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={label}
        {...(folders && { webkitdirectory: '' })}
        onChange={({ target }) => {
          onChosen(chosenItems(target.files));
          // The same may be chosen again.
          target.value = '';
        }}
      />
      <Button variant="outline" onClick={() => input.current?.click()}>
        <Icon aria-hidden />
        {label}
      </Button>
    </>
  );
}
