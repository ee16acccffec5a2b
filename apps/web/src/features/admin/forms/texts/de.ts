export const de = {
  save: 'Speichern',
  saving: 'Wird gespeichert …',
  saved: 'Gespeichert',
  discard: 'Verwerfen',
  unsaved: 'Noch nicht gespeichert',
  locked: 'In .env festgelegt:',
  changed: 'Zuletzt geändert von {{name}},',
  changedUnknown: 'Zuletzt geändert',
  conflict: {
    keep: 'Meine Fassung behalten',
    drop: 'Neuen Stand laden',
    text: 'Behalten Sie Ihre Fassung, ersetzt das nächste Speichern die andere.',
  },
} as const;
