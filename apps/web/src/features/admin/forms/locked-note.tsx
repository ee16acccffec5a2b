import { Lock } from 'lucide-react';
import { useFormTexts } from './texts/use-form-texts.js';

/** The environment decides a setting; nobody can change it here. */
export function LockedNote({ variable, id }: { variable: string; id?: string }) {
  const text = useFormTexts();
  return (
    <p id={id} className="flex items-start gap-1.5 text-sm text-muted-foreground">
      <Lock className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span>
        {text('locked')} <code className="font-mono text-xs wrap-anywhere text-foreground">{variable}</code>
      </span>
    </p>
  );
}
