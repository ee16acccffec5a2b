export const de = {
  title: 'Einladung zu Spawner',
  text: '{{by}} lädt Sie ein. Mit einem Klick legen Sie Ihr Konto an und sind angemeldet.',
  textUnknown: 'Sie sind eingeladen. Mit einem Klick legen Sie Ihr Konto an und sind angemeldet.',
  for: 'Für',
  role: 'Als',
  roles: { admin: 'Admin', manager: 'Leitung', user: 'Nutzer' },
  classes: 'Klasse',
  expires: 'Gültig bis',
  accept: 'Einladung annehmen',
  otherTitle: 'Sie sind als {{email}} angemeldet.',
  otherText: 'Nehmen Sie die Einladung an, sind Sie danach als {{invited}} angemeldet.',
  keep: 'Als {{email}} weiterarbeiten',
  uselessTitle: 'Diese Einladung gilt nicht mehr',
  uselessText:
    'Sie wurde schon benutzt, zurückgezogen oder ist abgelaufen. Haben Sie schon ein Konto, dann melden Sie sich an; sonst bitten Sie um eine neue Einladung.',
  missingTitle: 'Dieser Link ist unvollständig',
  missingText: 'Vielleicht hat das Mailprogramm ihn umgebrochen. Kopieren Sie ihn ganz aus der Einladungsmail.',
} as const;
