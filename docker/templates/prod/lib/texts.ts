export type Locale = 'de' | 'en';

const de = {
  title: 'Production Container',
  description: 'Eine Next.js-Anwendung im eigenen Container.',
  nav: { label: 'Hauptnavigation', home: 'Start', about: 'Über', demo: 'Demo', language: 'Sprache' },
  home: {
    running: 'Läuft',
    greeting: (name: string) => `Hallo, ${name}!`,
    lead: 'Ein eigener Next.js-Container: ein fertiger Produktions-Build mit Tailwind CSS und shadcn/ui, erreichbar unter diesem Pfad.',
    toDemo: 'Demo ausprobieren',
    toAbout: 'So funktioniert es',
    image: 'Hügel in der Dämmerung',
    facts: 'Dieser Container',
    factsHint: 'Was die Plattform beim Start mitgegeben hat',
    owner: 'Gehört',
    type: 'Typ',
    path: 'Pfad',
    hostname: 'Hostname',
  },
  api: {
    title: 'API-Route',
    hint: 'Der Browser ruft /api/hello auf, der Container antwortet.',
    again: 'Noch einmal aufrufen',
    waiting: 'Wird aufgerufen …',
    failed: 'Die API antwortet nicht. Bitte noch einmal versuchen.',
  },
  about: {
    title: 'So funktioniert es',
    lead: 'Ein Build für alle: Der Pfad steht erst beim Start fest und wird dann eingesetzt.',
    diagram:
      'Browser, Gateway und Container: Das Gateway entfernt den Präfix, die Anwendung setzt ihn in ihre Links ein.',
    questions: [
      {
        title: 'Was passiert mit dem Pfad?',
        text: 'Das Gateway entfernt den Präfix, bevor eine Anfrage den Container erreicht. Die Anwendung kennt ihn trotzdem (BASE_PATH) und setzt ihn in Links, Bilder und API-Aufrufe ein.',
      },
      {
        title: 'Woraus besteht diese Seite?',
        text: 'Next.js mit App Router, React, TypeScript, Tailwind CSS und shadcn/ui. Die Komponenten liegen als eigener Code in components/ui.',
      },
      {
        title: 'Wie läuft der Container?',
        text: 'Ohne Root-Rechte, mit schreibgeschütztem Dateisystem und begrenztem Speicher. Geschrieben wird nur unter /tmp.',
      },
    ],
  },
  demo: {
    title: 'Demo',
    lead: 'Interaktive Komponenten: So zeigt sich, dass die Anwendung im Browser wirklich lebt.',
    counter: {
      tab: 'Zähler',
      hint: 'Zustand im Browser, ohne Server',
      increase: 'Erhöhen',
      decrease: 'Verringern',
      reset: 'Zurücksetzen',
    },
    tasks: {
      tab: 'Aufgaben',
      hint: 'Eine kleine Liste, bis zum nächsten Laden der Seite',
      label: 'Neue Aufgabe',
      placeholder: 'Was ist zu tun?',
      add: 'Hinzufügen',
      remove: 'Entfernen',
      examples: ['Container starten', 'Diese Seite öffnen'],
    },
  },
  notFound: {
    title: 'Seite nicht gefunden',
    lead: 'Unter dieser Adresse gibt es hier nichts.',
    home: 'Zur Startseite',
  },
};

export type Texts = typeof de;

const en: Texts = {
  title: 'Production Container',
  description: 'A Next.js application in a container of its own.',
  nav: { label: 'Main navigation', home: 'Home', about: 'About', demo: 'Demo', language: 'Language' },
  home: {
    running: 'Running',
    greeting: (name) => `Hello, ${name}!`,
    lead: 'A Next.js container of your own: a finished production build with Tailwind CSS and shadcn/ui, reachable under this path.',
    toDemo: 'Try the demo',
    toAbout: 'How it works',
    image: 'Hills at dusk',
    facts: 'This container',
    factsHint: 'What the platform handed over at start',
    owner: 'Owner',
    type: 'Type',
    path: 'Path',
    hostname: 'Hostname',
  },
  api: {
    title: 'API route',
    hint: 'The browser calls /api/hello, the container answers.',
    again: 'Call it again',
    waiting: 'Calling …',
    failed: 'The API does not answer. Please try again.',
  },
  about: {
    title: 'How it works',
    lead: 'One build for everyone: the path is known only at start and is put in then.',
    diagram: 'Browser, gateway and container: the gateway strips the prefix, the application puts it into its links.',
    questions: [
      {
        title: 'What happens to the path?',
        text: 'The gateway strips the prefix before a request reaches the container. The application knows it all the same (BASE_PATH) and puts it into links, images and API calls.',
      },
      {
        title: 'What is this page made of?',
        text: 'Next.js with the App Router, React, TypeScript, Tailwind CSS and shadcn/ui. The components are code of its own in components/ui.',
      },
      {
        title: 'How does the container run?',
        text: 'Without root, on a read-only file system and with limited memory. It writes to /tmp only.',
      },
    ],
  },
  demo: {
    title: 'Demo',
    lead: 'Interactive components: they show that the application is really alive in the browser.',
    counter: {
      tab: 'Counter',
      hint: 'State in the browser, no server involved',
      increase: 'Increase',
      decrease: 'Decrease',
      reset: 'Reset',
    },
    tasks: {
      tab: 'Tasks',
      hint: 'A small list, until the page is loaded again',
      label: 'New task',
      placeholder: 'What is to be done?',
      add: 'Add',
      remove: 'Remove',
      examples: ['Start the container', 'Open this page'],
    },
  },
  notFound: { title: 'Page not found', lead: 'There is nothing at this address.', home: 'Back to start' },
};

export const texts: Record<Locale, Texts> = { de, en };
