import { beforeAll, expect, it } from '@jest/globals';
import { containersOn } from '@spawner/kit/docker';
import { ensureDevImage } from '@spawner/kit/images';
import { Installation } from '@spawner/kit/installation';
import { MailServer } from '@spawner/kit/mail-server';
import { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { tidyUp } from '@spawner/kit/tidy-up';

const LAUNCH_SECONDS = 120;

describeWith(['engine'], 'a class of thirty launches in the same second', () => {
  let mailbox: MailServer;
  let installation: Installation;
  let pupils: Person[];
  const keep = tidyUp(120);

  beforeAll(async () => {
    await ensureDevImage();
    mailbox = await keep(MailServer.start());
    installation = await keep(
      Installation.create({
        runtime: 'docker',
        settings: { ...mailbox.settings, DEFAULT_MEMORY_LIMIT: '64m', DEFAULT_CPU_QUOTA: '20000' },
      }),
    );
    await installation.start();
  }, 420_000);

  it('all register in the same minute', async () => {
    const slugs = Array.from({ length: 30 }, (_, number) => `${installation.id}-${number + 1}`);
    pupils = await Promise.all(slugs.map((slug) => Person.register(installation, `${slug}@example.com`, mailbox)));
  });

  it(
    'every launch ends with a page that works',
    async () => {
      const pages = pupils.map(async (pupil) => {
        const { slug } = pupil;
        expect(await pupil.launch('dev', LAUNCH_SECONDS)).toMatchObject({
          status: 200,
          body: { status: 'running', service_url: `${installation.url}/${slug}-dev` },
        });
        const { status, text } = await pupil.open(`/${slug}-dev/`);
        return { status, isTheirs: text.includes(`<dd data-fact="slug">${slug}</dd>`) };
      });
      expect(await Promise.all(pages)).toEqual(pupils.map(() => ({ status: 200, isTheirs: true })));
    },
    (LAUNCH_SECONDS + 30) * 1000,
  );

  it('there are exactly thirty containers', async () => {
    expect(await containersOn(installation.network)).toHaveLength(30);
  });
});
