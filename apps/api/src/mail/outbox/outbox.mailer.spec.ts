import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Clock } from '../../background/clock.js';
import { OutboxMailer } from './outbox.mailer.js';

const mail = {
  to: 'test@example.com',
  subject: 'Hello',
  text: 'text',
  html: '<p>text</p>',
  link: 'http://localhost:5000/confirm#t',
};

const delivery = { id: '1', date: new Date(), handOver: () => Promise.resolve() };

describe('outbox', () => {
  const log = jest.spyOn(Logger.prototype, 'log');

  beforeEach(() => {
    log.mockImplementation(() => undefined);
  });
  afterEach(() => {
    log.mockReset();
  });

  it('mail with a link: logged in one line', async () => {
    await new OutboxMailer(new Clock()).send(mail, delivery);
    expect(log.mock.calls).toEqual([['Mail to test@example.com: http://localhost:5000/confirm#t']]);
  });

  it('more than 50 mails: the last 50 are kept, newest first', async () => {
    const outbox = new OutboxMailer(new Clock());
    for (let number = 1; number <= 60; number++) await outbox.send(mail, delivery);
    expect(outbox.mails.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
  });
});
