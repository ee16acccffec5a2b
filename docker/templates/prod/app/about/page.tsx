import { PageHeader } from '@/components/page-header';
import { Accordion, AccordionContent, AccordionItem, AccordionTrigger } from '@/components/ui/accordion';
import { Card, CardContent } from '@/components/ui/card';
import { basePath } from '@/lib/base-path';
import { currentTexts } from '@/lib/locale';

export default async function AboutPage() {
  const { about } = await currentTexts();
  return (
    <div className="grid gap-8">
      <PageHeader title={about.title} lead={about.lead} />
      <Card>
        <CardContent>
          <img src={`${basePath}/path.svg`} alt={about.diagram} width={760} height={96} className="h-auto w-full" />
        </CardContent>
      </Card>
      <Card className="py-2">
        <CardContent>
          <Accordion type="single" collapsible defaultValue="0">
            {about.questions.map(({ title, text }, index) => (
              <AccordionItem key={title} value={String(index)}>
                <AccordionTrigger>{title}</AccordionTrigger>
                <AccordionContent>{text}</AccordionContent>
              </AccordionItem>
            ))}
          </Accordion>
        </CardContent>
      </Card>
    </div>
  );
}
