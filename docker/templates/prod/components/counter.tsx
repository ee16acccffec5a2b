'use client';

import { MinusIcon, PlusIcon } from 'lucide-react';
import { useState } from 'react';

import { Button } from '@/components/ui/button';
import type { Texts } from '@/lib/texts';

export function Counter({ texts }: { texts: Texts['demo']['counter'] }) {
  const [count, setCount] = useState(0);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button variant="outline" size="icon" aria-label={texts.decrease} onClick={() => setCount(count - 1)}>
        <MinusIcon aria-hidden />
      </Button>
      <output className="min-w-20 text-center text-4xl font-semibold tabular-nums">{count}</output>
      <Button size="icon" aria-label={texts.increase} onClick={() => setCount(count + 1)}>
        <PlusIcon aria-hidden />
      </Button>
      <Button variant="ghost" disabled={count === 0} onClick={() => setCount(0)}>
        {texts.reset}
      </Button>
    </div>
  );
}
