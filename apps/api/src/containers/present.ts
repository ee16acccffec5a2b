import type { Container, ContainerDetail, LaunchProgress } from '@spawner/contracts';
import type { Language } from '../common/i18n/language.js';
import { fill, textsIn } from '../common/i18n/catalogue.js';
import type { Template } from '../templates/template.js';
import type { UserContainer } from './user-container.entity.js';
import type { CardRow } from './user-container.repository.js';

/** A card as the API shows it: the template, what the row remembers, and whether a launch is under way. */
export function present(
  template: Template,
  serviceUrl: string,
  row: CardRow | null,
  launch: LaunchProgress | null,
  language: Language,
): Container {
  return {
    type: template.type,
    display_name: template.displayName,
    description: template.description[language],
    status: launch ? 'starting' : (row?.status ?? 'not_created'),
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
