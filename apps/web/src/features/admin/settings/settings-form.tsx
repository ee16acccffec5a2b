import type { CapacityState, SettingsResponse } from '@spawner/contracts';
import { useRef } from 'react';
import { Section } from '../../../components/section.js';
import { Card } from '../../../components/ui/card.js';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { Select } from '../../../components/ui/select.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { findInvalid, NumberInput } from '../forms/number-input.js';
import { SaveBar } from '../forms/save-bar.js';
import { type NumberField, settingGroups } from './fields.js';
import { SettingRow } from './setting-row.js';
import { useChangeSettings } from './settings.query.js';
import { useSettingsTexts } from './texts/use-settings-texts.js';
import { useSettingsDraft } from './use-settings-draft.js';

interface SettingsFormProps {
  settings: SettingsResponse;
  /** What Spawner computes; undefined while that is not known. */
  capacity: CapacityState | undefined;
  onReload: () => Promise<unknown>;
}

export function SettingsForm({ settings, capacity, onReload }: SettingsFormProps) {
  const text = useSettingsTexts();
  const { language } = useTranslation();
  const form = useRef<HTMLDivElement>(null);
  const draft = useSettingsDraft(settings);
  const change = useChangeSettings();

  const save = () => {
    if (form.current && findInvalid(form.current)) return;
    change.mutate({ version: settings.version, values: draft.changed }, { onSuccess: draft.discard });
  };
  const number = (count: number) => count.toLocaleString(language);
  const placeholder = ({ key, optional }: NumberField) => {
    if (!optional || !capacity) return undefined;
    const computed = computedOf(capacity)[key];
    if (computed === undefined) return undefined;
    return computed === null ? text('unlimited') : text('computed', { value: number(computed) });
  };
  return (
    <div ref={form} className="grid gap-8">
      {settingGroups.map(({ name, fields }) => (
        <Section key={name} title={text(`${name}.title`)} text={text(`${name}.text`)}>
          <Card className="divide-y">
            {fields.map((field) => (
              <SettingRow
                key={field.key}
                label={text(`${field.key}.label`)}
                text={text(`${field.key}.text`)}
                locked={settings.locked[field.key]}
                changed={settings.changed[field.key]}
              >
                {(props) =>
                  field.unit === null ? (
                    <label className="grid size-11 items-center md:size-6 md:place-items-center">
                      <Checkbox
                        {...props}
                        checked={draft.values[field.key]}
                        onChange={({ target }) => draft.set(field.key, target.checked)}
                      />
                    </label>
                  ) : field.unit === 'choice' ? (
                    <Select
                      {...props}
                      value={draft.values[field.key]}
                      onChange={({ target }) => draft.set(field.key, target.value as (typeof field.choices)[number])}
                    >
                      {field.choices.map((choice) => (
                        <option key={choice} value={choice}>
                          {text(`${field.key}.${choice}`)}
                        </option>
                      ))}
                    </Select>
                  ) : (
                    <NumberInput
                      {...props}
                      unit={text(`units.${field.unit}`)}
                      min={field.min}
                      max={field.max}
                      step={'step' in field ? field.step : 1}
                      required={!('optional' in field)}
                      placeholder={placeholder(field)}
                      fault={text('optional' in field ? 'rangeOrEmpty' : 'range', {
                        min: number(field.min),
                        max: number(field.max),
                      })}
                      value={draft.values[field.key]}
                      // Empty where it may not be: never saved, because the field is invalid.
                      onChange={(value) => draft.set(field.key, value)}
                    />
                  )
                }
              </SettingRow>
            ))}
          </Card>
        </Section>
      ))}
      <SaveBar
        isDirty={draft.isDirty}
        isSaving={change.isPending}
        isSaved={change.isSuccess}
        error={change.error}
        onSave={save}
        onDiscard={() => {
          draft.discard();
          change.reset();
        }}
        onReload={() => onReload().then(change.reset)}
      />
    </div>
  );
}

const MB = 1024 ** 2;

/** In the units of the fields. */
const computedOf = ({
  memory,
  cpu,
  running,
  disk,
}: CapacityState): Partial<Record<NumberField['key'], number | null>> => ({
  capacity_memory_mb: memory.computed === null ? null : Math.floor(memory.computed / MB),
  capacity_cores: cpu.computed === null ? null : cpu.computed / 1000,
  capacity_running: running.computed,
  capacity_disk_floor_mb: Math.ceil(disk.computed / MB),
});
