import { Counter } from '@/components/counter';
import { HelloCard } from '@/components/hello-card';
import { PageHeader } from '@/components/page-header';
import { TaskList } from '@/components/task-list';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs';
import { currentTexts } from '@/lib/locale';

export default async function DemoPage() {
  const { demo, api } = await currentTexts();
  const panels = [
    { id: 'counter', ...demo.counter, content: <Counter texts={demo.counter} /> },
    { id: 'tasks', ...demo.tasks, content: <TaskList texts={demo.tasks} /> },
  ];
  return (
    <div className="grid gap-8">
      <PageHeader title={demo.title} lead={demo.lead} />
      <Tabs defaultValue="counter">
        <TabsList>
          {panels.map(({ id, tab }) => (
            <TabsTrigger key={id} value={id}>
              {tab}
            </TabsTrigger>
          ))}
          <TabsTrigger value="api">{api.title}</TabsTrigger>
        </TabsList>
        {panels.map(({ id, tab, hint, content }) => (
          <TabsContent key={id} value={id}>
            <Card>
              <CardHeader>
                <CardTitle>{tab}</CardTitle>
                <CardDescription>{hint}</CardDescription>
              </CardHeader>
              <CardContent>{content}</CardContent>
            </Card>
          </TabsContent>
        ))}
        <TabsContent value="api">
          <HelloCard texts={api} />
        </TabsContent>
      </Tabs>
    </div>
  );
}
