import type { Container, ContainerDetail, LaunchFailure, LaunchProgress, Sharing } from '@spawner/contracts';
import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import type { Template } from '../templates/template.js';
import { nextRest } from './next-rest.js';
import type { ContainerRow, DetailRow } from './user-container.queries.js';
import type { Verification } from './verification.js';

/** What all containers have in common at this moment. */
export interface ContainerContext {
  /** Null while the runtime answers; else when it last did. */
  readonly awaySince: Date | null;
  readonly verification: Verification;
  readonly canPause: boolean;
  /** Each service has an origin of its own. */
  readonly ownOrigins: boolean;
  readonly language: Language;
}

/** Also without a row: each user has one container of each template, created or not. */
export function toContainer(
  template: Template,
  serviceUrl: string,
  row: ContainerRow | null,
  { awaySince, verification, canPause, ownOrigins, language }: ContainerContext,
): Container {
  return {
    type: template.type,
    display_name: template.displayName,
    description: template.description[language],
    status: row?.status ?? 'not_created',
    service_url: serviceUrl,
    container_id: row?.containerId ?? null,
    created_at: row?.createdAt?.toISOString() ?? null,
    last_used: row?.lastUsed?.toISOString() ?? null,
    status_since: row?.statusSince.toISOString() ?? null,
    as_of: awaySince?.toISOString() ?? null,
    verified: row === null || verification.covers(row),
    waits_for: row?.waitsFor ?? null,
    rest_reason: row?.restReason ?? null,
    next_rest: row && !row.heldAwake ? nextRest(row, template.idle, canPause) : null,
    kept: row?.kept ?? [],
    storage: row?.storageNotice ?? null,
    accepts_files: template.upload !== null,
    sharing: sharingOf(template, ownOrigins),
    visited: row?.visited ?? null,
    outdated: row?.outdated ?? null,
  };
}

function sharingOf({ access }: Template, ownOrigins: boolean): Sharing {
  if (access === 'public') return 'unneeded';
  return ownOrigins ? 'possible' : 'own_origin_needed';
}

export function toContainerDetail(
  container: Container,
  row: DetailRow | null,
  progress: LaunchProgress | null,
  language: Language,
): ContainerDetail {
  return {
    ...container,
    // The row decides: progress from another process may be left of a launch that ended with that process.
    launch: row?.status === 'starting' ? progress : null,
    last_launch: row?.lastLaunch ?? null,
    failure: failureAnswer(row, language),
  };
}

export function failureAnswer(row: DetailRow | null, language: Language): LaunchFailure | null {
  const failure = row?.status === 'error' ? row.failure : null;
  if (!failure) return null;
  const { title, detail } = messages(language).errors[failure.code];
  return {
    code: failure.code,
    phase: failure.phase,
    reason: format(title, failure.facts),
    advice: format(detail, failure.facts),
    at: failure.at,
    steps: [...(failure.steps ?? [])],
    log_tail: [...failure.logTail],
  };
}
