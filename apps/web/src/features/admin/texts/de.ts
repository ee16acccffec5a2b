export const de = {
  nav: {
    label: 'Verwaltung',
    menu: 'Menü',
    overview: 'Übersicht',
    people: 'Personen',
    containers: 'Container',
    registration: 'Anmeldung',
    invitations: 'Einladungen',
    limits: 'Grenzen',
    audit: 'Protokoll',
    settings: 'Einstellungen',
    back: 'Zum Dashboard',
  },
  overview: {
    text: 'Was gerade läuft und was Aufmerksamkeit braucht.',
  },
} as const;
