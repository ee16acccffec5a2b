export const de = {
  title: 'Grenzen',
  text: 'Was Sie gleichzeitig haben dürfen, und wie viel davon belegt ist.',
  none: 'Für Sie gelten keine Grenzen.',
  kinds: {
    running: 'Laufende Container',
    cards: 'Container',
    memory: 'Arbeitsspeicher',
    cpu: 'Prozessor',
    storage: 'Gespeicherte Dateien',
  },
  rules: {
    everyone: 'Gilt für alle',
    admin: 'Gilt für die Rolle Admin',
    manager: 'Gilt für die Rolle Leitung',
    user: 'Gilt für die Rolle Nutzer',
    person: 'Gilt für Sie persönlich',
  },
} as const;
