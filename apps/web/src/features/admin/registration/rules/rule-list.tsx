import type { MailEffect } from '@spawner/contracts';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '../../../../components/ui/button.js';
import { Card } from '../../../../components/ui/card.js';
import { LockedNote } from '../../forms/locked-note.js';
import { useRegistrationTexts } from '../texts/use-registration-texts.js';
import { type DraftRule, moved, newRule } from './draft-rule.js';
import { EffectSelect } from './effect-select.js';
import { RuleRow } from './rule-row.js';

interface RuleListProps {
  rules: readonly DraftRule[];
  defaultEffect: MailEffect;
  /** The variable that decides the default effect. */
  locked: string | undefined;
  /** By rule: how many accounts it decides on. */
  people: readonly number[] | null;
  showsFaults: boolean;
  onChange: (rules: DraftRule[]) => void;
  onDefaultChange: (effect: MailEffect) => void;
}

/** The rules in their order, and below them what holds for all other addresses. */
export function RuleList({
  rules,
  defaultEffect,
  locked,
  people,
  showsFaults,
  onChange,
  onDefaultChange,
}: RuleListProps) {
  const text = useRegistrationTexts();
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState('');

  const move = (from: number, to: number) => {
    onChange(moved(rules, from, to));
    setSaid(text('rules.moved', { number: to + 1, count: rules.length }));
  };
  const dragOver = (index: number) => {
    const from = rules.findIndex(({ key }) => key === dragged);
    if (from !== -1 && from !== index) move(from, index);
  };
  const add = (button: HTMLElement) => {
    flushSync(() => onChange([...rules, newRule()]));
    const rows = button.closest('section')?.querySelectorAll('ol > li');
    rows?.[rows.length - 1]?.querySelector<HTMLElement>('input')?.focus();
  };
  return (
    <Card>
      {rules.length > 0 && (
        <ol className="divide-y" aria-label={text('rules.list')}>
          {rules.map((rule, index) => (
            <RuleRow
              key={rule.key}
              rule={rule}
              index={index}
              count={rules.length}
              people={people?.[index] ?? null}
              showsFault={showsFaults}
              isDragged={dragged === rule.key}
              onChange={(changed) => onChange(rules.map((other) => (other === rule ? changed : other)))}
              onMove={(to) => move(index, to)}
              onRemove={() => onChange(rules.filter((other) => other !== rule))}
              onDrag={(isDragged) => setDragged(isDragged ? rule.key : null)}
              onDragOver={() => dragOver(index)}
            />
          ))}
        </ol>
      )}
      <p role="status" className="sr-only">
        {said}
      </p>
      <div className="flex flex-wrap items-center gap-3 border-t bg-muted/40 px-4 py-3 first:rounded-t-2xl first:border-t-0 last:rounded-b-2xl sm:px-5">
        <p className="text-sm">{text(rules.length === 0 ? 'rules.empty' : 'rules.otherwise')}</p>
        <EffectSelect
          label={text('rules.otherwise')}
          value={defaultEffect}
          disabled={locked !== undefined}
          onChange={onDefaultChange}
        />
        {locked && <LockedNote variable={locked} />}
        <Button variant="outline" className="ml-auto" onClick={(event) => add(event.currentTarget)}>
          <Plus aria-hidden />
          {text('rules.add')}
        </Button>
      </div>
    </Card>
  );
}
