import type { Language } from '../../common/i18n/language.js';

interface WaitingPageTexts {
  readonly title: string;
  readonly advice: string;
  readonly dashboard: string;
}

export const waitingPageTexts: Readonly<Record<Language, WaitingPageTexts>> = {
  de: {
    title: 'Der Service wacht gerade auf',
    advice: 'Er hat geruht, weil ihn länger niemand benutzt hat. Diese Seite öffnet ihn, sobald er da ist.',
    dashboard: 'Zum Dashboard',
  },
  en: {
    title: 'The service is waking up',
    advice: 'It rested because nobody had used it for a while. This page opens it as soon as it is there.',
    dashboard: 'To the dashboard',
  },
};
