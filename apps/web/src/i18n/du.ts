import type { Variant } from './texts.type.js';

/** Where German addresses somebody who is logged in: the form with *du*. Everything else is as in `de.ts`. */
export const du: Variant = {
  dashboard: { text: 'Deine Container: anlegen, öffnen, weiterarbeiten.', list: 'Deine Container' },
  storage: {
    near: 'Dein Speicher ist fast voll: {{used}} von {{limit}}, in allen Containern zusammen.',
    full: 'Dein Speicher ist voll: {{used}} von {{limit}}, in allen Containern zusammen. Hochladen geht erst wieder, wenn du Dateien gelöscht hast.',
    stops:
      'Der Container wird gestoppt ({{time}}), wenn es bis dahin so bleibt. Danach kannst du ihn für je eine halbe Stunde starten, um aufzuräumen.',
  },
  rest: {
    paused: { storage: 'Pausiert seit {{since}}, weil dein Speicher weit über der Grenze ist' },
    stopped: { storage: 'Gestoppt seit {{since}}, weil dein Speicher weit über der Grenze ist' },
    removedVolumesStay: 'Nach langer Pause entfernt; deine Dateien sind noch da',
  },
  wait: {
    turn: 'Platz {{position}} · Andere sind vor dir an der Reihe',
    node: 'Wartet auf Maschine {{name}} (deine Dateien liegen dort)',
  },
  tab: { text: 'Dieser Tab zeigt den Service, sobald er läuft. Bitte lass das Dashboard so lange offen.' },
  sessions: { text: 'Hier bist du angemeldet. Beende, was du nicht kennst.' },
  crash: {
    text: 'Die Seite ist auf einen Fehler gestoßen. Lade sie neu; deine Container laufen weiter.',
  },
  problem: {
    unreachableText: 'Prüfe deine Netzwerkverbindung und versuche es erneut.',
    timeoutText: 'Er hat zu lange gebraucht. Versuche es in einem Moment erneut.',
    unexpectedText: 'Lade die Seite neu. Hilft das nicht, sag jemandem Bescheid, der sich um den Server kümmert.',
    cookiesText: 'Ohne sie geht die Anmeldung sofort verloren. Erlaube Cookies für diese Seite und versuche es erneut.',
    unknownText: 'Lade die Seite neu und versuche es erneut.',
  },
};
