import type { LimitKind, LimitRule } from '@spawner/contracts';
import { type SubmitEvent, useId, useState } from 'react';
import { amountScales } from '../../../components/limit-amount/use-limit-amount.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Button } from '../../../components/ui/button.js';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Input } from '../../../components/ui/input.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useSettled } from '../../../lib/use-settled.js';
import { findInvalid, NumberInput } from '../forms/number-input.js';
import { dayOf, endOfDay } from './days.js';
import { useDeleteRule, usePutRules, useRehearsal } from './limits.query.js';
import { aboutOf, type Subject, subjectName } from './subjects.js';
import { useLimitRuleTexts } from './texts/use-limit-rule-texts.js';

const SETTLED_MS = 300;

interface LimitDialogProps {
  subject: Subject;
  kind: LimitKind;
  rule: LimitRule | undefined;
  onClose: () => void;
}

/** One rule. Says before it is saved for how many it would decide, and how many are above it. */
export function LimitDialog({ subject, kind, rule, onClose }: LimitDialogProps) {
  const text = useLimitRuleTexts();
  const id = useId();
  const scale = amountScales[kind];
  const [amount, setAmount] = useState(typeof rule?.value === 'number' ? rule.value / scale : null);
  const [isUnlimited, setUnlimited] = useState(rule?.value === null);
  const [until, setUntil] = useState(rule?.until ? dayOf(rule.until) : '');
  const [note, setNote] = useState(rule?.note ?? '');
  const put = usePutRules();
  const remove = useDeleteRule();
  const about = aboutOf(subject, kind);
  const value = isUnlimited ? null : amount === null || amount < 0 ? undefined : Math.round(amount * scale);
  const isBusy = put.isPending || remove.isPending;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy || findInvalid(event.currentTarget) || value === undefined) return;
    const wish = {
      ...about,
      value,
      until: until === '' ? null : endOfDay(until),
      note: note.trim() || null,
      version: rule?.version ?? null,
    };
    put.mutate([wish], { onSuccess: onClose });
  };
  return (
    <Dialog
      title={text('dialog.title', { kind: text(`kinds.${kind}`), who: subjectName(subject, text) })}
      className="w-104"
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="mt-2 grid gap-4">
        <p className="text-sm text-muted-foreground">{text(`kindTexts.${kind}`)}</p>
        <div className="grid gap-2">
          <label htmlFor={`${id}-value`} className="text-sm font-medium">
            {text('dialog.value')}
          </label>
          <NumberInput
            id={`${id}-value`}
            autoFocus
            min={0}
            max={1_000_000}
            step={scale === 1 ? 1 : 'any'}
            required={!isUnlimited}
            disabled={isUnlimited}
            unit={text(`units.${kind}`)}
            fault={text('dialog.fault')}
            value={isUnlimited ? null : amount}
            onChange={setAmount}
          />
          <label className="flex min-h-11 w-fit items-center gap-3 text-sm md:min-h-8">
            <Checkbox checked={isUnlimited} onChange={({ target }) => setUnlimited(target.checked)} />
            {text('dialog.unlimited')}
          </label>
        </div>
        <label className="grid gap-2 text-sm font-medium">
          {text('dialog.until')}
          <Input type="date" className="font-normal" value={until} onChange={({ target }) => setUntil(target.value)} />
        </label>
        <label className="grid gap-2 text-sm font-medium">
          {text('dialog.note')}
          <Input
            maxLength={200}
            autoComplete="off"
            placeholder={text('dialog.notePlaceholder')}
            className="font-normal"
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </label>
        <Effect about={about} value={value} />
        {rule && (
          <p className="text-xs text-muted-foreground">
            {rule.made_by && text('dialog.by', { name: rule.made_by.name })} <TimeAgo at={rule.made_at} />
          </p>
        )}
        {(put.error ?? remove.error) ? <ProblemAlert error={put.error ?? remove.error} /> : null}
        <div className="flex flex-wrap justify-end gap-2">
          {rule && (
            <Button
              variant="ghost"
              className="mr-auto -ml-4 text-danger"
              onClick={() => !isBusy && remove.mutate(rule.id, { onSuccess: onClose })}
              aria-disabled={isBusy}
            >
              {text('dialog.remove')}
            </Button>
          )}
          <Button variant="outline" onClick={closeDialog}>
            {text('dialog.cancel')}
          </Button>
          <Button type="submit" aria-disabled={isBusy}>
            {put.isPending && <Spinner />}
            {text('dialog.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Effect({ about, value }: { about: ReturnType<typeof aboutOf>; value: number | null | undefined }) {
  const text = useLimitRuleTexts();
  const { data } = useRehearsal(about, useSettled(value, SETTLED_MS));
  return (
    <div role="status" className="grid min-h-10 content-start gap-1 text-sm">
      {data && value !== undefined && (
        <>
          <p className="text-muted-foreground">
            {data.decides_for === 1 ? text('dialog.effectOne') : text('dialog.effect', { count: data.decides_for })}
          </p>
          {data.above > 0 && (
            <p className="text-warning">
              {data.above === 1 ? text('dialog.aboveOne') : text('dialog.above', { count: data.above })}
            </p>
          )}
        </>
      )}
    </div>
  );
}
