import type { Language } from '../i18n/language.js';

interface SharePageTexts {
  readonly title: string;
  readonly advice: string;
  readonly incomplete: { readonly title: string; readonly advice: string };
  readonly unreachable: { readonly title: string; readonly advice: string };
  readonly noscript: string;
}

export const sharePageTexts: Readonly<Record<Language, SharePageTexts>> = {
  de: {
    title: 'Der geteilte Service wird geöffnet',
    advice: 'Jemand hat Ihnen einen Link zu seinem Service gegeben. Er öffnet sich gleich.',
    incomplete: {
      title: 'Dieser Link ist unvollständig.',
      advice: 'Öffnen Sie ihn noch einmal ganz, bis zum letzten Zeichen.',
    },
    unreachable: {
      title: 'Der Service ist gerade nicht zu erreichen.',
      advice: 'Prüfen Sie die Verbindung und laden Sie diese Seite neu.',
    },
    noscript: 'Um den geteilten Service zu öffnen, braucht diese Seite JavaScript.',
  },
  en: {
    title: 'Opening the shared service',
    advice: 'Somebody has given you a link to their service. It opens in a moment.',
    incomplete: {
      title: 'This link is incomplete.',
      advice: 'Open the whole of it once more, up to its last character.',
    },
    unreachable: {
      title: 'The service cannot be reached at the moment.',
      advice: 'Check the connection and reload this page.',
    },
    noscript: 'To open the shared service this page needs JavaScript.',
  },
};
