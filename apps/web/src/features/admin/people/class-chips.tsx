import type { Person } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { GraduationCap } from 'lucide-react';
import { generatePath, Link } from 'react-router';
import { Badge } from '../../../components/ui/badge.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

const SHOWN = 2;

/** The first classes of a person; further ones are a number that says their names. */
export function ClassChips({ classes }: Pick<Person, 'classes'>) {
  const text = usePeopleTexts();
  if (classes.length === 0) return '–';
  const further = classes.slice(SHOWN).map(({ name }) => name);
  return (
    <span className="flex flex-wrap items-center gap-1">
      {classes.slice(0, SHOWN).map(({ id, name, role }) => (
        <Link
          key={id}
          to={generatePath(classPages.members, { id: String(id) })}
          className="focus-ring max-w-40 rounded-full hover:underline"
        >
          <Badge tone={role === 'teacher' ? 'accent' : 'neutral'} className="max-w-full">
            {role === 'teacher' && (
              <GraduationCap className="shrink-0" role="img" aria-label={text('memberRoles.teacher')} />
            )}
            <span className="truncate">{name}</span>
          </Badge>
        </Link>
      ))}
      {further.length > 0 && (
        <span className="text-xs text-muted-foreground" title={further.join(', ')}>
          <span aria-hidden>+{further.length}</span>
          <span className="sr-only">{further.join(', ')}</span>
        </span>
      )}
    </span>
  );
}
