import { ArrowDown, ArrowUp } from 'lucide-react';
import { useId } from 'react';
import { Badge } from '../../components/ui/badge.js';
import { Button } from '../../components/ui/button.js';
import { Checkbox } from '../../components/ui/checkbox.js';
import { FieldError } from '../../components/ui/field-error.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { useSharedTemplates, useTemplates } from './classes.query.js';
import { useClassTexts } from './texts/use-class-texts.js';

interface TemplatesFieldProps {
  /** Types in their order. */
  value: readonly string[];
  onChange: (types: string[]) => void;
  /** Of the class that is changed. */
  classId: number | null;
  missing: boolean;
}

/** The chosen templates first, in their order: the first is what a lesson starts. */
export function TemplatesField({ value, onChange, classId, missing }: TemplatesFieldProps) {
  const text = useClassTexts();
  const id = useId();
  const { data: templates } = useTemplates();
  const alsoIn = useSharedTemplates(classId);
  if (!templates) return <Skeleton className="h-24 w-full" />;
  const nameOf = (type: string) => templates.find((template) => template.type === type)?.name ?? type;
  const rest = templates.map(({ type }) => type).filter((type) => !value.includes(type));
  const move = (from: number, to: number) => {
    const next = value.filter((_, index) => index !== from);
    next.splice(to, 0, value[from] as string);
    onChange(next);
  };
  return (
    <fieldset className="grid gap-2" aria-describedby={`${id}-text ${id}-error`}>
      <legend className="text-sm font-medium">{text('form.templates')}</legend>
      <p id={`${id}-text`} className="text-xs text-muted-foreground">
        {text('form.templatesText')}
      </p>
      <ul className="divide-y rounded-xl border">
        {[...value, ...rest].map((type) => {
          const index = value.indexOf(type);
          const others = alsoIn(type);
          return (
            <li key={type} className="flex items-start gap-2 px-3 py-1.5 text-sm">
              <label className="grid min-w-0 flex-1 gap-0.5 py-1.5">
                <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <Checkbox
                    aria-invalid={missing}
                    checked={index >= 0}
                    onChange={({ target }) =>
                      onChange(target.checked ? [...value, type] : value.filter((chosen) => chosen !== type))
                    }
                  />
                  <span className="font-medium wrap-anywhere">{nameOf(type)}</span>
                  {index === 0 && <Badge tone="accent">{text('form.main')}</Badge>}
                </span>
                {index >= 0 && others.length > 0 && (
                  <span className="pl-7.5 text-xs text-muted-foreground">
                    {text('form.alsoIn', { classes: others.join(', ') })}
                  </span>
                )}
              </label>
              {index >= 0 && value.length > 1 && (
                <span className="flex">
                  <Button
                    variant="ghost"
                    size="icon"
                    disabled={index === 0}
                    aria-label={text('form.up', { name: nameOf(type) })}
                    onClick={() => move(index, index - 1)}
                  >
                    <ArrowUp aria-hidden />
                  </Button>
                  <Button
                    variant="ghost"
                    size="icon"
                    disabled={index === value.length - 1}
                    aria-label={text('form.down', { name: nameOf(type) })}
                    onClick={() => move(index, index + 1)}
                  >
                    <ArrowDown aria-hidden />
                  </Button>
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <FieldError id={`${id}-error`} error={missing ? text('form.templatesMissing') : null} />
    </fieldset>
  );
}
