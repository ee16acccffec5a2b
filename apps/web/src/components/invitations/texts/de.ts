export const de = {
  addresses: 'Mailadressen',
  hint: 'Mit Komma, Semikolon oder Zeile getrennt, auch als Name <adresse>. Höchstens 200.',
  placeholder: 'ann@schule.example, Ben Kurz <ben@schule.example>',
  missing: 'Bitte geben Sie mindestens eine Adresse ein, die eingeladen werden kann.',
  preview: 'Was geschieht',
  outcomes: {
    new: 'wird eingeladen',
    renewed: 'war eingeladen, bekommt einen neuen Link',
    has_account: 'hat schon ein Konto',
    no_address: 'ist keine Mailadresse',
    repeated: 'steht schon weiter oben',
    mail_not_allowed: 'von den Regeln abgelehnt',
    too_many_mails: 'bekam zuletzt zu viele Mails',
    in_class: 'ist schon in der Klasse',
  },
} as const;
