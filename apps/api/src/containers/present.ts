import type { Container, ContainerDetail, LaunchProgress } from '@spawner/contracts';
import type { Language } from '../common/i18n/language.js';
import { fill, textsIn } from '../common/i18n/catalogue.js';
import type { Template } from '../templates/template.js';
import type { UserContainer } from './user-container.entity.js';
import type { CardRow } from './user-container.repository.js';

/** What is being done to a card at this moment. */
export interface Activity {
  readonly launch: LaunchProgress | null;
  readonly stopping: boolean;
}

/** A card as the API shows it: the template, what the row remembers, and what is being done to it. */
export function present(
  template: Template,
  serviceUrl: string,
  row: CardRow | null,
  { launch, stopping }: Activity,
  language: Language,
): Container {
  return {
    type: template.type,
    display_name: template.displayName,
    description: template.description[language],
    status: launch ? 'starting' : stopping ? 'stopping' : (row?.status ?? 'not_created'),
    service_url: serviceUrl,
    container_id: row?.containerId ?? null,
    created_at: row?.createdAt?.toISOString() ?? null,
    last_used: row?.lastUsed?.toISOString() ?? null,
  };
}

export function presentDetail(
  card: Container,
  row: UserContainer | null,
  launch: LaunchProgress | null,
  language: Language,
): ContainerDetail {
  const failure = launch ? null : (row?.failure ?? null);
  const text = failure && textsIn(language).errors[failure.code];
  return {
    ...card,
    launch,
    failure:
      failure && text
        ? {
            code: failure.code,
            phase: failure.phase,
            reason: fill(text.title, failure.facts),
            advice: fill(text.detail, failure.facts),
            at: failure.at,
            log_tail: [...failure.logTail],
          }
        : null,
  };
}
