import { Box, type LucideIcon, Rocket, Terminal } from 'lucide-react';

const icons: Partial<Record<string, LucideIcon>> = { dev: Terminal, prod: Rocket };

/** Templates are configuration: a type without an icon gets the box. */
export function TemplateIcon({ type }: { type: string }) {
  const Icon = icons[type] ?? Box;
  return (
    <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-accent text-accent-foreground" aria-hidden>
      <Icon className="size-5" />
    </span>
  );
}
