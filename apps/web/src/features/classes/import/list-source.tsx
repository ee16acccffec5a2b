import { clsx } from 'clsx';
import { FileUp } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { TextArea } from '../../../components/ui/text-area.js';
import { useClassTexts } from '../texts/use-class-texts.js';

interface ListSourceProps {
  isReading: boolean;
  onList: (list: Blob) => void;
}

/** A file, dropped or chosen, or pasted text. Its bytes are sent as they are: the API knows the encodings. */
export function ListSource({ isReading, onList }: ListSourceProps) {
  const text = useClassTexts();
  const id = useId();
  const [pasted, setPasted] = useState('');
  const [isOver, setOver] = useState(false);
  return (
    <div className="grid gap-4">
      <label
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const file = event.dataTransfer.files[0];
          if (file) onList(file);
        }}
        className={clsx(
          'grid cursor-pointer justify-items-center gap-2 rounded-2xl border-2 border-dashed px-4 py-8 text-center text-sm',
          'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring',
          isOver ? 'border-primary bg-accent' : 'border-input hover:bg-muted/50',
        )}
      >
        <FileUp className="size-6 text-muted-foreground" aria-hidden />
        {text('import.drop')}
        <input
          type="file"
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          aria-label={text('import.file')}
          className="sr-only"
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file) onList(file);
            // The same file again, mended meanwhile, is another one.
            target.value = '';
          }}
        />
      </label>
      <div className="grid gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {text('import.paste')}
        </label>
        <TextArea
          id={id}
          rows={5}
          spellCheck={false}
          value={pasted}
          onChange={({ target }) => setPasted(target.value)}
          placeholder={'Name;E-Mail\nAda Lovelace;ada@schule.example'}
          className="font-mono"
        />
        <Button
          variant="outline"
          className="justify-self-start"
          disabled={pasted.trim() === ''}
          aria-disabled={isReading}
          onClick={() => onList(new Blob([pasted]))}
        >
          {isReading && <Spinner />}
          {text('import.read')}
        </Button>
      </div>
    </div>
  );
}
