import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  profile: {
    title: 'Name and language',
    text: 'This is what others read, for example when you invite somebody. Without a name it is your mail address.',
    name: 'Display name',
    language: 'Language of mails',
    both: 'German and English',
    save: 'Save',
    saved: 'Saved.',
  },
  visits: {
    title: 'Who has opened your containers',
    text: 'People with administrator rights and your teachers can open your services. Each visit is announced, and listed here.',
    none: 'Nobody so far.',
    row: '{{by}} opened {{name}}',
    until: 'until {{time}}',
    open: 'Lasts an hour at most',
    reason: 'Reason: {{reason}}',
    more: 'Older visits',
  },
  data: {
    title: 'Your data',
    text: 'What is stored about you here, as files to take with you.',
    account: 'Account data (JSON)',
    accountText: 'Account, logins, tokens, links, containers, visits and audit events. Without secrets.',
    files: 'Files (ZIP)',
    filesText: 'The content of all folders that your containers keep. This can take a while.',
  },
  deletion: {
    title: 'Delete account',
    text: 'Containers, files, links and tokens are lost with the account.',
    off: 'People cannot delete their own account here. Ask somebody with administrator rights to do it.',
    lastAdmin: 'Your account is the only one with administrator rights. Give them to somebody else first.',
    stale: 'This needs a login of the last ten minutes.',
    login: 'Log out and log in again',
    button: 'Delete account …',
    question: 'Delete the account?',
    restorable:
      'You are logged out everywhere, and your containers are removed. For {{days}} days somebody with administrator rights can restore the account; then the files are deleted as well.',
    final: 'You are logged out everywhere. Containers and files are deleted at once and for good.',
    confirm: 'Delete account',
    deleting: 'Deleting …',
  },
};
