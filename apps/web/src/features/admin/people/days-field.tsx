import { useId } from 'react';
import { Input } from '../../../components/ui/input.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

export const USUAL_DAYS = '30';
const MOST_DAYS = 90;

/** For how long a deleted account can be restored. */
export function DaysField({ value, onChange }: { value: string; onChange: (days: string) => void }) {
  const text = usePeopleTexts();
  const field = useId();
  return (
    <label htmlFor={field} className="grid gap-2 text-sm font-medium">
      {text('days')}
      <Input
        id={field}
        type="number"
        className="max-w-32 font-normal"
        required
        min={0}
        max={MOST_DAYS}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}
