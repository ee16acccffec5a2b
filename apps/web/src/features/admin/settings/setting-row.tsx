import type { SettingsResponse } from '@spawner/contracts';
import { type ReactNode, useId } from 'react';
import { TimeAgo } from '../../../components/time-ago.js';
import { LockedNote } from '../forms/locked-note.js';
import { useFormTexts } from '../forms/texts/use-form-texts.js';

interface SettingRowProps {
  label: string;
  text: string;
  /** The variable that decides it. */
  locked: string | undefined;
  changed: SettingsResponse['changed'][keyof SettingsResponse['changed']];
  children: (field: { id: string; 'aria-describedby': string; disabled: boolean }) => ReactNode;
}

/** A setting with what it does on one side, and its field on the other. */
export function SettingRow({ label, text, locked, changed, children }: SettingRowProps) {
  const form = useFormTexts();
  const id = useId();
  return (
    <div className="grid gap-x-8 gap-y-3 px-4 py-4 sm:px-5 md:grid-cols-[minmax(0,1fr)_17rem]">
      <div className="grid content-start gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <p id={`${id}-text`} className="text-sm text-muted-foreground">
          {text}
        </p>
        {locked && <LockedNote id={`${id}-locked`} variable={locked} />}
        {changed && !locked && (
          <p className="text-xs text-muted-foreground">
            {changed.by ? form('changed', { name: changed.by.name }) : form('changedUnknown')}{' '}
            <TimeAgo at={changed.at} />
          </p>
        )}
      </div>
      <div className="grid content-start">
        {children({
          id,
          'aria-describedby': locked ? `${id}-text ${id}-locked` : `${id}-text`,
          disabled: locked !== undefined,
        })}
      </div>
    </div>
  );
}
