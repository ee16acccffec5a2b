import { MonitorPlay, Plus, UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Card } from '../../../components/ui/card.js';
import { useClassTexts } from '../texts/use-class-texts.js';

const steps = [
  { name: 'create', Icon: Plus },
  { name: 'join', Icon: UserPlus },
  { name: 'begin', Icon: MonitorPlay },
] as const;

/** In place of a list without classes: what comes after the first click. */
export function FirstClass({ children }: { children: ReactNode }) {
  const text = useClassTexts();
  return (
    <div className="mx-auto grid max-w-3xl animate-enter justify-items-center gap-6 py-8 text-center">
      <div className="grid gap-2">
        <h2 className="text-xl font-semibold tracking-tight">{text('empty.title')}</h2>
        <p className="text-muted-foreground">{text('empty.text')}</p>
      </div>
      <ol className="grid w-full gap-4 sm:grid-cols-3">
        {steps.map(({ name, Icon }, index) => (
          <Card key={name} className="p-0">
            <li className="grid justify-items-center gap-2 p-5">
              <span className="relative grid size-12 place-items-center rounded-2xl bg-accent text-accent-foreground">
                <Icon className="size-5" aria-hidden />
                <span
                  aria-hidden
                  className="absolute -top-2 -right-2 grid size-6 place-items-center rounded-full border bg-card text-xs font-semibold"
                >
                  {index + 1}
                </span>
              </span>
              <span className="font-medium">{text(`empty.${name}`)}</span>
              <span className="text-sm text-muted-foreground">{text(`empty.${name}Text`)}</span>
            </li>
          </Card>
        ))}
      </ol>
      {children}
    </div>
  );
}
