export const de = {
  codes: {
    title: 'Mit Anmeldekarte anmelden',
    text: 'Beide Codes stehen auf der Karte. Groß oder klein ist egal.',
    classCode: 'Code der Klasse',
    code: 'Eigener Code',
    short: 'Der Code hat acht Zeichen.',
    submit: 'Anmelden',
    working: 'Einen Moment …',
    scan: 'Mit Kamera: einfach den QR-Code der Karte scannen.',
    byMail: 'Mit Mailadresse anmelden',
  },
  device: {
    own: 'Das ist mein Gerät',
    text: '30 Tage angemeldet bleiben, wenn die Klasse es erlaubt. Nicht auf Computern, die auch andere benutzen.',
  },
  card: {
    title: 'Als {{name}} anmelden?',
    text: 'Diese Karte gehört {{name}}.',
    yes: 'Ja, als {{name}} anmelden',
    no: 'Nein, andere Karte',
    other: 'Hier ist noch {{name}} angemeldet. Diese Anmeldung endet.',
    uselessTitle: 'Diese Karte gilt nicht',
    uselessText:
      'Vielleicht gibt es schon eine neuere Karte, oder die Stunde hat noch nicht begonnen. Die Lehrkraft kann eine neue Karte drucken.',
    type: 'Codes eintippen',
  },
} as const;
