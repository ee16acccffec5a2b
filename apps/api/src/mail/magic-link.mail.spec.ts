import { describe, expect, it } from '@jest/globals';
import { magicLinkMail } from './magic-link.mail.js';

const link = 'https://coder.domain.com/confirm#token';
const code = '012345';

describe('magic link mail', () => {
  it('German: text and HTML have the same content', () => {
    const mail = magicLinkMail({ to: 'test@example.com', link, code, seconds: 900, language: 'de', hasAccount: true });
    expect(mail).toMatchObject({ to: 'test@example.com', subject: 'Ihr Magic Link für Spawner', link });
    for (const body of [mail.text, mail.html]) {
      expect(body).toContain(link);
      expect(body).toContain('012 345');
      expect(body).toContain('Der Link gilt 15 Minuten und nur einmal.');
    }
    expect(mail.html).toContain('<html lang="de">');
    expect(mail.html).toContain(`href="${link}"`);
  });

  it('English: translated', () => {
    const mail = magicLinkMail({ to: 'test@example.com', link, code, seconds: 61, language: 'en', hasAccount: true });
    expect(mail.subject).toBe('Your magic link for Spawner');
    expect(mail.text).toContain('good for 2 minutes');
    expect(mail.html).toContain('<html lang="en">');
  });

  it('no account: says so, the same link and code', () => {
    const mail = magicLinkMail({ to: 'test@example.com', link, code, seconds: 900, language: 'en', hasAccount: false });
    expect(mail.subject).toBe('No Spawner account yet');
    for (const body of [mail.text, mail.html]) {
      expect(body).toContain('This link creates one');
      expect(body).toContain(link);
      expect(body).toContain('012 345');
    }
  });

  it('value with markup: escaped', () => {
    const { html } = magicLinkMail({
      to: 'a@b.c',
      link: 'https://x/"><script>&',
      code,
      seconds: 60,
      language: 'de',
      hasAccount: true,
    });
    expect(html).not.toContain('<script>');
    expect(html).toContain('https://x/&quot;&gt;&lt;script&gt;&amp;');
  });
});
