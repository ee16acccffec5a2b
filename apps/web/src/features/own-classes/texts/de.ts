export const de = {
  list: 'Ihre Klassen',
  lesson: 'Stunde bis {{time}}',
  lead: 'Zur Klasse',
  noLesson: 'Gerade keine Stunde',
  waiting: 'Sie werden gleich eingelassen; diese Seite merkt es von selbst',
  help: {
    call: 'Hilfe rufen',
    called: 'Hilfe gerufen · Platz {{place}}',
    next: 'Hilfe gerufen · Sie sind als Nächstes dran',
    withdraw: 'Zurückziehen',
    about: 'Worum geht es? (freiwillig)',
    aboutPlaceholder: 'z. B. Meine Seite bleibt leer',
    tell: 'Dazuschreiben',
    told: '{{teacher}} liest: „{{text}}“',
    change: 'Ändern',
  },
  message: {
    from: 'Nachricht von {{name}}',
    seen: 'Gelesen',
  },
} as const;
