import { useId, useState } from 'react';
import { useJobStarted } from '../../../components/jobs/jobs.query.js';
import { Question } from '../../../components/question.js';
import { Input } from '../../../components/ui/input.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';

const USUAL_DAYS = '30';
const MOST_DAYS = 90;

interface DeleteAccountsDialogProps {
  classId: number;
  /** How many accounts belong to the class. */
  count: number;
  onClose: () => void;
}

/** Asked for with their number: it is the work of a whole class. */
export function DeleteAccountsDialog({ classId, count, onClose }: DeleteAccountsDialogProps) {
  const text = useClassTexts();
  const id = useId();
  const [days, setDays] = useState(USUAL_DAYS);
  const [typed, setTyped] = useState('');
  const started = useJobStarted();
  const act = useClassAct(async () => {
    await callAdmin('deleteClassAccounts', {
      params: { id: String(classId) },
      body: { after_days: Number(days), expected: count },
    });
    await started();
  });
  return (
    <Question
      title={text('settings.deleteAccountsTitle')}
      text={text('settings.deleteAccountsText', { count })}
      confirm={text('settings.deleteAccounts')}
      act={act}
      onConfirm={() => typed.trim() === String(count) && act.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <label htmlFor={`${id}-days`} className="grid gap-2 font-medium">
        {text('settings.deleteAccountsDays')}
        <Input
          id={`${id}-days`}
          type="number"
          className="max-w-32 font-normal"
          required
          min={0}
          max={MOST_DAYS}
          value={days}
          onChange={({ target }) => setDays(target.value)}
        />
      </label>
      <label htmlFor={`${id}-number`} className="grid gap-2 font-medium">
        {text('settings.deleteAccountsType', { count })}
        <Input
          id={`${id}-number`}
          className="max-w-32 font-normal"
          inputMode="numeric"
          autoComplete="off"
          required
          pattern={`\\s*${count}\\s*`}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
    </Question>
  );
}
