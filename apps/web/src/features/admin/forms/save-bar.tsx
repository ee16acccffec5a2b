import { Check } from 'lucide-react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { hasCode } from '../../../lib/problem.js';
import { useFormTexts } from './texts/use-form-texts.js';

interface SaveBarProps {
  /** Something on the page is not saved. */
  isDirty: boolean;
  isSaving: boolean;
  isSaved: boolean;
  error: unknown;
  onSave: () => void;
  onDiscard: () => void;
  /** Reads what somebody else has saved meanwhile, so that the next save knows it. */
  onReload: () => Promise<unknown>;
}

/** Stays in view at the bottom of the page while something is not saved. */
export function SaveBar({ isDirty, isSaving, isSaved, error, onSave, onDiscard, onReload }: SaveBarProps) {
  const text = useFormTexts();
  if (!isDirty) {
    return (
      <p role="status" className="flex min-h-5 items-center gap-1.5 text-sm text-success [&_svg]:size-4">
        {isSaved && (
          <>
            <Check aria-hidden />
            {text('saved')}
          </>
        )}
      </p>
    );
  }
  return (
    <div className="sticky bottom-0 z-20 -mx-4 grid gap-3 border-t bg-background/90 px-4 py-3 backdrop-blur-md sm:mx-0 sm:rounded-t-2xl sm:border-x sm:px-5">
      {error ? (
        <ProblemAlert error={error}>
          {hasCode(error, 'changed_meanwhile') && (
            <>
              <p className="text-muted-foreground">{text('conflict.text')}</p>
              <div className="mt-1 flex flex-wrap gap-2">
                <Button variant="outline" size="compact" onClick={() => void onReload()}>
                  {text('conflict.keep')}
                </Button>
                <Button variant="outline" size="compact" onClick={() => void onReload().then(onDiscard)}>
                  {text('conflict.drop')}
                </Button>
              </div>
            </>
          )}
        </ProblemAlert>
      ) : null}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p role="status" className="mr-auto text-sm text-muted-foreground">
          {text('unsaved')}
        </p>
        <Button variant="outline" onClick={onDiscard}>
          {text('discard')}
        </Button>
        <Button onClick={() => !isSaving && onSave()} aria-disabled={isSaving}>
          {isSaving && <Spinner />}
          {text(isSaving ? 'saving' : 'save')}
        </Button>
      </div>
    </div>
  );
}
