import { partTexts } from '../../../../i18n/part-texts.js';
import { de } from './de.js';
import { en } from './en.js';

export const useAuditTexts = partTexts({ de, en });

type KnownAction = keyof typeof de.actions;

export const knownActions = Object.keys(de.actions) as KnownAction[];

/** A newer server may record actions that this page does not know. */
export function useActionText(): (action: string) => string {
  const text = useAuditTexts();
  const isKnown = (action: string): action is KnownAction => action in de.actions;
  return (action) => (isKnown(action) ? text(`actions.${action}`) : action);
}
