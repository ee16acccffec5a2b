import type { Language } from '../../i18n/language.js';

interface WaitingPageTexts {
  readonly title: string;
  readonly advice: string;
}

export const waitingPageTexts: Readonly<Record<Language, WaitingPageTexts>> = {
  de: {
    title: 'Der Service wacht gerade auf',
    advice: 'Er hat geruht. Diese Seite öffnet ihn, sobald er wieder da ist, meist in ein paar Sekunden.',
  },
  en: {
    title: 'The service is waking up',
    advice: 'It was resting. This page opens it as soon as it is back, usually within seconds.',
  },
};
