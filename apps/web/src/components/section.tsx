import { type ReactNode, useId } from 'react';

interface SectionProps {
  title: string;
  text: string;
  /** Beside the title. */
  corner?: ReactNode;
  children: ReactNode;
}

export function Section({ title, text, corner, children }: SectionProps) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid gap-1">
          <h2 id={heading} className="text-xl font-semibold tracking-tight">
            {title}
          </h2>
          <p className="max-w-xl text-sm text-muted-foreground">{text}</p>
        </div>
        {corner}
      </div>
      {children}
    </section>
  );
}
