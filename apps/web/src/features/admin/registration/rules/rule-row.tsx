import type { MailEffect } from '@spawner/contracts';
import { ArrowDown, ArrowUp, CircleAlert, GripVertical, Trash2 } from 'lucide-react';
import { type DragEvent, type ReactNode, useId, useState } from 'react';
import { Button } from '../../../../components/ui/button.js';
import { Input } from '../../../../components/ui/input.js';
import { useRegistrationTexts } from '../texts/use-registration-texts.js';
import { type DraftRule, faultOf } from './draft-rule.js';
import { EffectSelect } from './effect-select.js';

interface RuleRowProps {
  rule: DraftRule;
  index: number;
  count: number;
  /** How many accounts it decides on; null while that is not known. */
  people: number | null;
  /** Also of a pattern that is still being typed. */
  showsFault: boolean;
  isDragged: boolean;
  onChange: (rule: DraftRule) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onDrag: (isDragged: boolean) => void;
  onDragOver: () => void;
}

export function RuleRow({
  rule,
  index,
  count,
  people,
  showsFault,
  isDragged,
  onChange,
  onMove,
  onRemove,
  onDrag,
  onDragOver,
}: RuleRowProps) {
  const text = useRegistrationTexts();
  const id = useId();
  const [isLeft, setLeft] = useState(false);
  const found = faultOf(rule.pattern);
  const fault = showsFault || (isLeft && found?.fault !== 'empty') ? found : null;
  const isFirst = index === 0;
  const isLast = index === count - 1;

  const drag = (event: DragEvent<HTMLElement>) => {
    const row = event.currentTarget.closest('li');
    if (row) event.dataTransfer.setDragImage(row, 24, 24);
    event.dataTransfer.effectAllowed = 'move';
    onDrag(true);
  };
  return (
    <li
      aria-labelledby={`${id}-name`}
      className={`grid gap-x-3 gap-y-2 px-4 py-3 transition-opacity sm:px-5 ${isDragged ? 'opacity-50' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        onDragOver();
      }}
      onDrop={(event) => event.preventDefault()}
    >
      <div className="flex flex-wrap items-center gap-2">
        <span
          draggable
          onDragStart={drag}
          onDragEnd={() => onDrag(false)}
          title={text('rules.drag')}
          className="hidden cursor-grab text-muted-foreground active:cursor-grabbing md:block [&_svg]:size-4"
        >
          <GripVertical aria-hidden />
        </span>
        <span className="w-6 text-sm font-medium text-muted-foreground tabular-nums">
          <span id={`${id}-name`} className="sr-only">
            {text('rules.number', { number: index + 1 })}
          </span>
          <span aria-hidden>{index + 1}.</span>
        </span>
        <EffectSelect
          label={`${text('rules.effect')}, ${text('rules.number', { number: index + 1 })}`}
          value={rule.effect}
          onChange={(effect: MailEffect) => onChange({ ...rule, effect })}
        />
        <Input
          aria-label={`${text('rules.pattern')}, ${text('rules.number', { number: index + 1 })}`}
          aria-invalid={fault !== null}
          aria-describedby={`${id}-fault`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          placeholder="@schule.example"
          className="order-last min-w-0 flex-[2_1_14rem] font-mono md:order-none"
          value={rule.pattern}
          onBlur={() => setLeft(true)}
          onChange={(event) => onChange({ ...rule, pattern: event.target.value })}
        />
        <Input
          aria-label={`${text('rules.note')}, ${text('rules.number', { number: index + 1 })}`}
          autoComplete="off"
          maxLength={200}
          placeholder={text('rules.notePlaceholder')}
          className="order-last min-w-0 flex-[1_1_10rem] md:order-none"
          value={rule.note}
          onChange={(event) => onChange({ ...rule, note: event.target.value })}
        />
        <div className="ml-auto flex">
          <IconButton
            label={text('rules.up')}
            describedBy={`${id}-name`}
            off={isFirst}
            onClick={() => onMove(index - 1)}
          >
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            label={text('rules.down')}
            describedBy={`${id}-name`}
            off={isLast}
            onClick={() => onMove(index + 1)}
          >
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton label={text('rules.remove')} describedBy={`${id}-name`} off={false} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      </div>
      <div id={`${id}-fault`} className="text-sm text-danger empty:hidden md:pl-8">
        {fault && (
          <p className="flex flex-wrap gap-x-1.5">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
            <span>{text(`faults.${fault.fault}`)}</span>
            {fault.fault !== 'empty' && <FaultPlace pattern={rule.pattern} at={fault.at} />}
          </p>
        )}
      </div>
      {people !== null && !fault && (
        <p className="text-xs text-muted-foreground md:pl-8">
          {people === 1 ? text('rules.person') : text('rules.people', { count: people })}
        </p>
      )}
    </li>
  );
}

interface IconButtonProps {
  label: string;
  describedBy: string;
  off: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** Not `disabled` at the end of the list: the button would lose the keyboard's focus. */
function IconButton({ label, describedBy, off, onClick, children }: IconButtonProps) {
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={label}
      aria-describedby={describedBy}
      title={label}
      aria-disabled={off}
      onClick={() => !off && onClick()}
    >
      {children}
    </Button>
  );
}

/** The pattern, with the place that is wrong marked. */
function FaultPlace({ pattern, at }: { pattern: string; at: number }) {
  const [first = '', ...rest] = Array.from(pattern.slice(at));
  return (
    <code aria-hidden className="min-w-0 font-mono wrap-anywhere text-foreground">
      {pattern.slice(0, at)}
      <mark className="rounded-sm bg-danger px-0.5 text-primary-foreground">
        {first === '' || first === ' ' ? '\u00a0' : first}
      </mark>
      {rest.join('')}
    </code>
  );
}
