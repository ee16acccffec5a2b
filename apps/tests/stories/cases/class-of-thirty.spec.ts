import { beforeAll, expect, it } from '@jest/globals';
import { containersOn } from '../support/docker.cli.js';
import { Installation } from '../support/installation.js';
import { MailServer } from '../support/mail-server.js';
import { story } from '../support/requirements.js';
import { RestClient } from '../support/rest-client.js';
import { ensureDevImage } from '../support/template-image.js';
import { tidyUp } from '../support/tidy-up.js';

const LAUNCH_SECONDS = 120;

story('a class of thirty launches in the same second', ['engine'], () => {
  let mailbox: MailServer;
  let installation: Installation;
  let pupils: { readonly slug: string; readonly client: RestClient }[];
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
    pupils = await Promise.all(
      slugs.map(async (slug) => ({
        slug,
        client: await RestClient.registered(installation.url, `${slug}@example.com`, mailbox),
      })),
    );
  });

  it(
    'every launch ends with a page that works',
    async () => {
      const pages = pupils.map(async ({ slug, client }) => {
        const launched = await client.post('/api/container/launch/dev', undefined, LAUNCH_SECONDS);
        expect(launched).toMatchObject({
          status: 200,
          body: { status: 'running', service_url: `${installation.url}/${slug}-dev` },
        });
        const page = await client.open(`${installation.url}/${slug}-dev`);
        return { status: page.status, isTheirs: (await page.text()).includes(`<dd data-fact="slug">${slug}</dd>`) };
      });
      expect(await Promise.all(pages)).toEqual(pupils.map(() => ({ status: 200, isTheirs: true })));
    },
    (LAUNCH_SECONDS + 30) * 1000,
  );

  it('there are exactly thirty containers', async () => {
    expect(await containersOn(installation.network)).toHaveLength(30);
  });
});
