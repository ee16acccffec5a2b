import { useId, useState } from 'react';
import { Question } from '../../../components/question.js';
import { Input } from '../../../components/ui/input.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

interface EmailQuestionProps {
  title: string;
  text: string;
  confirm: string;
  /** What the field holds at first. */
  email?: string;
  act: { isPending: boolean; error: unknown };
  onConfirm: (email: string) => void;
  onClose: () => void;
}

/** Wants another mail address of a person. */
export function EmailQuestion({ email = '', onConfirm, ...question }: EmailQuestionProps) {
  const text = usePeopleTexts();
  const field = useId();
  const [typed, setTyped] = useState(email);
  return (
    <Question {...question} tone="primary" onConfirm={() => onConfirm(typed)}>
      <label htmlFor={field} className="grid gap-2 font-medium">
        {text('newEmail')}
        <Input
          id={field}
          type="email"
          className="font-normal"
          required
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
    </Question>
  );
}
