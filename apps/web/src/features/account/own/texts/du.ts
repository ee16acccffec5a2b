import type { Variant } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const du: Variant<typeof de> = {
  profile: {
    text: 'So lesen andere dich, zum Beispiel, wenn du jemanden einlädst. Ohne Namen steht dort deine Mailadresse.',
  },
  visits: {
    title: 'Wer deine Container geöffnet hat',
    text: 'Personen mit Administratorrechten können deine Services öffnen. Jeder Besuch wird angekündigt und steht hier.',
  },
  data: {
    title: 'Deine Daten',
    text: 'Was hier über dich gespeichert ist, als Datei zum Mitnehmen.',
    filesText: 'Der Inhalt aller Ordner, die deine Container behalten. Das kann dauern.',
  },
  deletion: {
    off: 'Hier kann niemand sein Konto selbst löschen. Bitte eine Person mit Administratorrechten darum.',
    restorable:
      'Du wirst überall abgemeldet, deine Container werden entfernt. {{days}} Tage lang kann eine Person mit Administratorrechten das Konto wiederherstellen; danach sind auch die Dateien gelöscht.',
    final: 'Du wirst überall abgemeldet. Container und Dateien werden sofort und endgültig gelöscht.',
  },
};
