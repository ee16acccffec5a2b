import { ArrowRightIcon } from 'lucide-react';
import Image from 'next/image';
import Link from 'next/link';

import { HelloCard } from '@/components/hello-card';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card';
import hills from '@/images/hills.jpg';
import { describeContainer } from '@/lib/container';
import { currentTexts } from '@/lib/locale';

export default async function HomePage() {
  const { home, api } = await currentTexts();
  const { slug, type, path, hostname } = describeContainer();
  const facts = [
    [home.owner, slug],
    [home.type, type],
    [home.path, path],
    [home.hostname, hostname],
  ];
  return (
    <div className="grid grid-cols-1 gap-12">
      <div className="grid grid-cols-1 items-center gap-8 md:grid-cols-2 md:gap-12">
        <div className="grid justify-items-start gap-5">
          <Badge variant="success">
            <span aria-hidden className="size-1.5 rounded-full bg-current" />
            {home.running}
          </Badge>
          <h1 className="text-4xl font-semibold tracking-tight text-balance break-words sm:text-5xl">
            {home.greeting(slug)}
          </h1>
          <p className="text-lg text-pretty text-muted-foreground">{home.lead}</p>
          <div className="flex flex-wrap gap-3">
            <Button asChild size="lg">
              <Link href="/demo">
                {home.toDemo}
                <ArrowRightIcon aria-hidden />
              </Link>
            </Button>
            <Button asChild size="lg" variant="outline">
              <Link href="/about">{home.toAbout}</Link>
            </Button>
          </div>
        </div>
        <Image src={hills} alt={home.image} priority className="w-full rounded-2xl border shadow-lg" />
      </div>

      <div className="grid grid-cols-1 gap-6 md:grid-cols-2">
        <Card>
          <CardHeader>
            <CardTitle>{home.facts}</CardTitle>
            <CardDescription>{home.factsHint}</CardDescription>
          </CardHeader>
          <CardContent>
            <dl className="divide-y">
              {facts.map(([name, value]) => (
                <div key={name} className="flex items-baseline justify-between gap-4 py-3 first:pt-0 last:pb-0">
                  <dt className="text-sm text-muted-foreground">{name}</dt>
                  <dd className="min-w-0 text-right font-medium break-words">{value}</dd>
                </div>
              ))}
            </dl>
          </CardContent>
        </Card>
        <HelloCard texts={api} />
      </div>
    </div>
  );
}
