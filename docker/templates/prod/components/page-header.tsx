export function PageHeader({ title, lead }: { title: string; lead: string }) {
  return (
    <header className="grid gap-2">
      <h1 className="text-3xl font-semibold tracking-tight text-balance sm:text-4xl">{title}</h1>
      <p className="max-w-2xl text-lg text-pretty text-muted-foreground">{lead}</p>
    </header>
  );
}
