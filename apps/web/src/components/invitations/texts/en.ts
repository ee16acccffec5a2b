import type { Texts } from '../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  addresses: 'Mail addresses',
  hint: 'Separated by commas, semicolons or lines, also as Name <address>. At most 200.',
  placeholder: 'ann@school.example, Ben Short <ben@school.example>',
  missing: 'Please enter at least one address that can be invited.',
  preview: 'What will happen',
  outcomes: {
    new: 'will be invited',
    renewed: 'was invited, gets a new link',
    has_account: 'has an account already',
    no_address: 'is not a mail address',
    repeated: 'is above already',
    mail_not_allowed: 'is refused by the rules',
    too_many_mails: 'got too many mails lately',
    in_class: 'is in the class already',
  },
};
