export const de = {
  nav: {
    label: 'Verwaltung',
    menu: 'Menü',
    overview: 'Übersicht',
    people: 'Personen',
    containers: 'Container',
    machines: 'Maschinen',
    registration: 'Registrierung',
    invitations: 'Einladungen',
    limits: 'Grenzen',
    audit: 'Protokoll',
    visits: 'Besuche',
    settings: 'Einstellungen',
    back: 'Zum Dashboard',
  },
} as const;
