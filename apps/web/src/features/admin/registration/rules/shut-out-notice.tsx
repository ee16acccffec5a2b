import type { MailRulesEffect } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { Link } from 'react-router';
import { Alert } from '../../../../components/ui/alert.js';
import { useRegistrationTexts } from '../texts/use-registration-texts.js';

/** Accounts whose addresses the rules would refuse today. Nothing happens to them. */
export function ShutOutNotice({ shutOut: { total, people } }: { shutOut: MailRulesEffect['shut_out'] }) {
  const text = useRegistrationTexts();
  if (total === 0) return null;
  return (
    <Alert
      tone="warning"
      role="status"
      title={total === 1 ? text('shutOut.one') : text('shutOut.many', { count: total })}
    >
      <p className="text-muted-foreground">{text('shutOut.stay')}</p>
      <details>
        <summary className="focus-ring flex min-h-11 w-fit cursor-pointer items-center rounded-sm font-medium md:min-h-6">
          {text('shutOut.show')}
        </summary>
        <ul className="mt-1 flex flex-wrap gap-x-4">
          {people.map(({ id, name }) => (
            <li key={id}>
              <Link
                to={consolePages.person.replace(':id', String(id))}
                className="focus-ring inline-flex min-h-11 items-center rounded-sm text-primary underline-offset-4 hover:underline md:min-h-6"
              >
                {name}
              </Link>
            </li>
          ))}
          {total > people.length && (
            <li className="flex items-center text-muted-foreground">
              {text('shutOut.more', { count: total - people.length })}
            </li>
          )}
        </ul>
      </details>
    </Alert>
  );
}
