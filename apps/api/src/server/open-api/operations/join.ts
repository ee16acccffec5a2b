import type { ClassEntrance, JoinCode } from '@spawner/contracts';
import type { Operations } from '../operation.js';
import { ben, printed } from './login-cards.js';

const code: JoinCode = {
  code: 'M4TR-8ZQ2',
  url: 'https://coder.domain.com/join#M4TR8ZQ2',
  mode: 'ask',
  until: '2026-09-02T07:30:00.000Z',
  seats: 30,
  used: 12,
};
const entrance: ClassEntrance = {
  join_code: code,
  waiting: [{ user_id: 7, name: 'Ann', since: '2026-09-01T07:41:00.000Z' }],
  guests: [],
};
const place = { class_name: '7b', teacher: 'Ms Vogel' };

export const joinOperations: Operations<
  | 'join'
  | 'waitAsGuest'
  | 'guestWait'
  | 'enterAsGuest'
  | 'entrance'
  | 'makeJoinCode'
  | 'endJoinCode'
  | 'admitAll'
  | 'admitPerson'
  | 'admitGuest'
> = {
  join: {
    summary: 'Join a class by its code',
    description:
      'Enrols whoever is logged in; without a login it says what is needed. Unknown codes and those that have ended are answered alike. Ten wrong codes a minute are answered, of a network and of an account.',
    body: { code: 'M4TR-8ZQ2' },
    answer: { result: 'waiting', ...place },
    errors: ['join_code_invalid', 'class_full', 'not_for_class_accounts'],
  },
  waitAsGuest: {
    summary: 'Ask to be let in as a guest',
    description: 'With a code for guests. The browser gets a cookie, by which it waits until a teacher has decided.',
    body: { code: 'M4TR-8ZQ2', name: 'Ben' },
    answer: { state: 'waiting', name: 'Ben', ...place },
    errors: ['join_code_invalid', 'class_full'],
  },
  guestWait: {
    summary: 'Read whether a teacher has let this guest in',
    description: 'With `wait=true` the answer comes when a teacher has decided, or after 25 seconds: then ask again.',
    answer: { state: 'admitted', name: 'Ben', ...place },
  },
  enterAsGuest: {
    summary: 'Enter as a guest who was let in',
    description:
      'Once: logs the browser in to an account of the class, and shows its login card, which nobody can read again.',
    answer: { user: ben, card: printed },
    errors: ['join_code_invalid', 'account_blocked', 'link_invalid'],
  },
  entrance: {
    summary: 'Read the code of a class and who wait',
    description: 'For its teachers and admins.',
    answer: entrance,
    errors: ['not_found'],
  },
  makeJoinCode: {
    summary: 'Make a code for joining a class',
    description: 'The code before ends. The code enrols people; it never logs anybody in.',
    body: { mode: 'ask', days: 1, seats: 30 },
    answer: { ...code, used: 0 },
    errors: ['not_found', 'class_archived'],
  },
  endJoinCode: {
    summary: 'End the code for joining a class',
    description: 'Who wait already stay in the list.',
    answer: { message: 'The code is no longer good.' },
    errors: ['not_found'],
  },
  admitAll: {
    summary: 'Let everybody in who waits',
    description: 'All or nobody: where the seats are not enough, nobody.',
    body: { all: true },
    answer: { ...entrance, waiting: [] },
    errors: ['not_found', 'class_archived', 'class_full'],
  },
  admitPerson: {
    summary: 'Let a person in, or refuse them',
    description: 'Somebody with an account who has used the code.',
    body: { admit: true },
    answer: { ...entrance, waiting: [] },
    errors: ['not_found', 'class_archived'],
  },
  admitGuest: {
    summary: 'Let a guest in, or refuse them',
    description: 'Makes an account that belongs to the class.',
    body: { admit: true },
    answer: { ...entrance, waiting: [] },
    errors: ['not_found', 'class_archived', 'class_full'],
  },
};
