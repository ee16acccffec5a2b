'use client';

import { RefreshCwIcon } from 'lucide-react';
import { useEffect, useState, useTransition } from 'react';

import { Button } from '@/components/ui/button';
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card';
import { basePath } from '@/lib/base-path';
import type { Texts } from '@/lib/texts';

async function fetchHello(): Promise<string> {
  const response = await fetch(`${basePath}/api/hello`, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`/api/hello: ${response.status}`);
  return JSON.stringify(await response.json(), null, 2);
}

export function HelloCard({ texts }: { texts: Texts['api'] }) {
  const [answer, setAnswer] = useState<string>();
  const [failed, setFailed] = useState(false);
  const [pending, startTransition] = useTransition();

  function call() {
    startTransition(async () => {
      try {
        setAnswer(await fetchHello());
        setFailed(false);
      } catch {
        setFailed(true);
      }
    });
  }
  useEffect(call, []);

  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.title}</CardTitle>
        <CardDescription>{texts.hint}</CardDescription>
      </CardHeader>
      <CardContent aria-live="polite">
        {failed ? (
          <p className="text-sm text-destructive">{texts.failed}</p>
        ) : (
          <pre
            data-testid="hello"
            className="min-h-36 overflow-x-auto rounded-lg border bg-muted/60 p-4 font-mono text-xs leading-relaxed sm:text-[0.8125rem]"
          >
            {answer ?? texts.waiting}
          </pre>
        )}
      </CardContent>
      <CardFooter>
        <Button variant="outline" size="sm" onClick={call} disabled={pending}>
          <RefreshCwIcon aria-hidden className={pending ? 'animate-spin' : undefined} />
          {texts.again}
        </Button>
      </CardFooter>
    </Card>
  );
}
