import { useId } from 'react';
import { Select } from '../../components/ui/select.js';
import { useFileTemplates } from './material.query.js';
import { useMaterialTexts } from './texts/use-material-texts.js';

interface TemplateSelectProps {
  types: readonly string[];
  value: string;
  onChange: (type: string) => void;
}

/** Only where there is a choice. */
export function TemplateSelect({ types, value, onChange }: TemplateSelectProps) {
  const text = useMaterialTexts();
  const id = useId();
  const { data: templates = [] } = useFileTemplates();
  if (types.length < 2) return null;
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="text-sm font-medium">
        {text('template')}
      </label>
      <Select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {types.map((type) => (
          <option key={type} value={type}>
            {templates.find((template) => template.type === type)?.name ?? type}
          </option>
        ))}
      </Select>
    </div>
  );
}
