import { useId } from 'react';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { Input } from '../../../components/ui/input.js';
import { Select } from '../../../components/ui/select.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

export interface BlockChoice {
  reason: string;
  tell: boolean;
  containers: 'stop' | 'keep';
}

export const usualBlock: BlockChoice = { reason: '', tell: false, containers: 'stop' };

/** As the API takes it. */
export const blockOf = ({ reason, tell, containers }: BlockChoice) => ({
  containers,
  tell: tell && reason.trim() !== '',
  ...(reason.trim() !== '' && { reason: reason.trim() }),
});

interface BlockFieldsProps {
  value: BlockChoice;
  onChange: (value: BlockChoice) => void;
}

export function BlockFields({ value, onChange }: BlockFieldsProps) {
  const text = usePeopleTexts();
  const field = useId();
  return (
    <>
      <label className="grid gap-2 font-medium">
        {text('containersChoice')}
        <Select
          className="font-normal"
          value={value.containers}
          onChange={({ target }) => onChange({ ...value, containers: target.value === 'keep' ? 'keep' : 'stop' })}
        >
          <option value="stop">{text('containersStop')}</option>
          <option value="keep">{text('containersKeep')}</option>
        </Select>
      </label>
      <label htmlFor={field} className="grid gap-2 font-medium">
        {text('reason')}
        <Input
          id={field}
          className="font-normal"
          maxLength={200}
          value={value.reason}
          onChange={({ target }) => onChange({ ...value, reason: target.value })}
        />
      </label>
      <label className="flex min-h-8 items-center gap-2.5">
        <Checkbox checked={value.tell} onChange={() => onChange({ ...value, tell: !value.tell })} />
        {text('tell')}
      </label>
    </>
  );
}
