export const de = {
  waiting: {
    title: 'Ihre Anmeldung wartet auf Freigabe',
    text: 'Eine Person mit Administratorrechten entscheidet darüber und hat Bescheid bekommen. Sie können diese Seite schließen: Eine Mail sagt Ihnen, wie es weitergeht.',
  },
  refused: {
    title: 'Ihre Anmeldung wurde nicht freigegeben',
    text: 'Bei Fragen wenden Sie sich an eine Person mit Administratorrechten. Ihr Konto wird nach 30 Tagen gelöscht.',
  },
  as: 'Angemeldet als',
  since: 'Angefragt',
  live: 'Sobald entschieden ist, geht es hier von selbst weiter.',
} as const;
