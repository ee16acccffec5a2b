import type { Person } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { generatePath, Link } from 'react-router';
import { Section } from '../../../components/section.js';
import { Badge } from '../../../components/ui/badge.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

export function ClassesTab({ classes }: Pick<Person, 'classes'>) {
  const text = usePeopleTexts();
  return (
    <Section title={text('classes')} text={text('classesText')}>
      {classes.length === 0 ? (
        <p className="text-sm text-muted-foreground">{text('noClasses')}</p>
      ) : (
        <ul className="divide-y text-sm">
          {classes.map(({ id, name, role }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-3">
              <Link
                to={generatePath(classPages.members, { id: String(id) })}
                className="focus-ring rounded-sm font-medium wrap-anywhere underline-offset-4 hover:underline"
              >
                {name}
              </Link>
              <Badge tone={role === 'teacher' ? 'accent' : 'neutral'}>{text(`memberRoles.${role}`)}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
