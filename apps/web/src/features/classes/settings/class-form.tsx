import type { CardsWhen, Class, ClassKind } from '@spawner/contracts';
import { type SubmitEvent, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { Field } from '../../../components/ui/field.js';
import { Input } from '../../../components/ui/input.js';
import { Select } from '../../../components/ui/select.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { TextArea } from '../../../components/ui/text-area.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useClassAct } from '../classes.query.js';
import { kinds } from '../kinds.js';
import { TemplatesField } from '../templates-field.js';
import { useClassTexts } from '../texts/use-class-texts.js';

/** Name, kind, templates, login cards and the day the class ends. Sends only what differs from the version that was on the screen. */
export function ClassForm({ of }: { of: Class }) {
  const text = useClassTexts();
  const id = useId();
  const [typed, setTyped] = useState<Partial<Values>>({});
  const [complains, setComplains] = useState(false);
  const values: Values = { ...valuesOf(of), ...typed };
  const change = useClassAct(() =>
    callAdmin('changeClass', { params: { id: String(of.id) }, body: { version: of.version, ...changesOf(of, typed) } }),
  );
  const set = (part: Partial<Values>) => {
    setTyped({ ...typed, ...part });
    change.reset();
  };
  const lacksName = values.name.trim() === '';
  const lacksTemplate = values.templates.length === 0;
  const isDirty = Object.keys(changesOf(of, typed)).length > 0;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (change.isPending || !isDirty) return;
    if (lacksName || lacksTemplate) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    change.mutate(undefined, { onSuccess: () => setTyped({}) });
  };
  return (
    <Section title={text('settings.about')} text={text('settings.aboutText')}>
      <Card className="max-w-2xl p-5">
        <form onSubmit={submit} noValidate className="grid max-w-xl gap-4">
          <Field
            label={text('form.name')}
            maxLength={80}
            value={values.name}
            onChange={({ target }) => set({ name: target.value })}
            error={complains && lacksName ? text('form.nameMissing') : null}
          />
          <label className="grid gap-2 text-sm font-medium">
            {text('form.kind')}
            <Select
              className="font-normal"
              value={values.kind}
              onChange={({ target }) => set({ kind: target.value as ClassKind })}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {text(`kinds.${kind}`)}
                </option>
              ))}
            </Select>
          </label>
          <label className="grid gap-2 text-sm font-medium">
            {text('settings.description')}
            <TextArea
              rows={3}
              maxLength={500}
              value={values.description}
              onChange={({ target }) => set({ description: target.value })}
            />
          </label>
          <TemplatesField
            value={values.templates}
            onChange={(templates) => set({ templates })}
            classId={of.id}
            missing={complains && lacksTemplate}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <label className="grid content-start gap-2 text-sm font-medium">
              {text('settings.cardsWhen')}
              <Select
                className="font-normal"
                value={values.cards_when}
                onChange={({ target }) => set({ cards_when: target.value as CardsWhen })}
              >
                {(['always', 'lesson'] as const).map((when) => (
                  <option key={when} value={when}>
                    {text(`settings.cardsWhens.${when}`)}
                  </option>
                ))}
              </Select>
            </label>
            <label className="grid content-start gap-2 text-sm font-medium">
              {text('settings.sessionHours')}
              <Select
                className="font-normal"
                value={values.session_hours}
                onChange={({ target }) => set({ session_hours: Number(target.value) })}
              >
                {[...new Set([...usualHours, of.session_hours])]
                  .sort((one, other) => one - other)
                  .map((hours) => (
                    <option key={hours} value={hours}>
                      {text('settings.hours', { count: hours })}
                    </option>
                  ))}
              </Select>
            </label>
          </div>
          {values.cards_when === 'always' && (
            <label className="flex cursor-pointer gap-3 text-sm">
              <span className="flex h-5 items-center">
                <Checkbox
                  checked={values.own_devices}
                  onChange={({ target }) => set({ own_devices: target.checked })}
                />
              </span>
              <span className="grid gap-0.5">
                <span className="font-medium">{text('settings.ownDevices')}</span>
                <span className="text-xs text-muted-foreground">{text('settings.ownDevicesText')}</span>
              </span>
            </label>
          )}
          <div className="grid gap-2">
            <label htmlFor={id} className="text-sm font-medium">
              {text('settings.endsOn')}
            </label>
            <Input
              id={id}
              type="date"
              className="max-w-48"
              aria-describedby={`${id}-text`}
              value={values.ends_on}
              onChange={({ target }) => set({ ends_on: target.value })}
            />
            <p id={`${id}-text`} className="text-xs text-muted-foreground">
              {text('settings.endsOnText')}
            </p>
          </div>
          {change.isError && <ProblemAlert error={change.error} />}
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" aria-disabled={change.isPending || !isDirty}>
              {change.isPending && <Spinner />}
              {text('settings.save')}
            </Button>
            <span role="status" className="text-sm text-success">
              {change.isSuccess && text('settings.saved')}
            </span>
          </div>
        </form>
      </Card>
    </Section>
  );
}

interface Values {
  name: string;
  kind: ClassKind;
  description: string;
  templates: string[];
  cards_when: CardsWhen;
  session_hours: number;
  own_devices: boolean;
  /** Empty: no end. */
  ends_on: string;
}

const usualHours = [2, 4, 8, 12, 24];

const valuesOf = ({ description, ends_on: endsOn, ...of }: Class): Values => ({
  ...{ name: of.name, kind: of.kind, templates: of.templates },
  ...{ cards_when: of.cards_when, session_hours: of.session_hours, own_devices: of.own_devices },
  ...{ description: description ?? '', ends_on: endsOn ?? '' },
});

function changesOf(of: Class, typed: Partial<Values>) {
  const before = valuesOf(of);
  const changed = Object.entries(typed).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof Values]),
  );
  const { name, description, ends_on: endsOn, ...rest } = Object.fromEntries(changed) as Partial<Values>;
  return {
    ...rest,
    ...(name !== undefined && { name: name.trim() }),
    ...(description !== undefined && { description: description.trim() === '' ? null : description }),
    ...(endsOn !== undefined && { ends_on: endsOn === '' ? null : endsOn }),
  };
}
