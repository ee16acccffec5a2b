import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DockerImages } from '../../src/runtime/docker/docker-images.js';
import type { ImageProgress } from '../../src/runtime/image-store.js';
import { devTemplate } from './dev-template.js';
import { FakeEngine, json, lines, silence } from './fake-engine.js';

const PATIENCE_MS = 200;
const PULL = 'POST /images/create';
const BUILD = 'POST /build';

describe('DockerImages', () => {
  const built = devTemplate('example/built:1');
  const pulled = { ...built, image: 'example/pulled:1', folder: '/nonexistent' };
  let engine: FakeEngine;
  let images: DockerImages;
  let impatient: DockerImages;

  beforeEach(async () => {
    engine = (await FakeEngine.start()).on('GET /images/nginx:1.29/json', json(200, { Id: 'base' }));
    images = new DockerImages(engine.docker, 60_000);
    impatient = new DockerImages(engine.docker, PATIENCE_MS);
  });

  afterEach(() => engine.close());

  const downloading = (current: number, id = 'layer') => ({
    id,
    status: 'Downloading',
    progressDetail: { current, total: 100 },
  });

  it('pull: reports how many bytes are there', async () => {
    const progress: ImageProgress[] = [];
    engine.on(PULL, (response, request) => {
      const rest = { id: 'layer', status: 'Extracting', progressDetail: { current: 50, total: 100 } };
      lines({ status: 'Pulling from example', id: '1' }, downloading(25), downloading(100), rest)(response, request);
      response.end(`${JSON.stringify({ id: 'layer', status: 'Pull complete', progressDetail: {} })}\n`);
    });
    await images.prepare(pulled, (step) => progress.push(step));
    expect(progress.map(({ percent, bytes }) => [percent, bytes?.done, bytes?.total])).toEqual([
      [null, undefined, undefined],
      [12.5, 25, 100],
      [50, 100, 100],
      [75, 100, 100],
      [100, 100, 100],
    ]);
  });

  it.each([
    ['falls silent', lines(downloading(1), downloading(2))],
    ['is not even begun', silence],
  ])('pull that %s: image_stalled', async (_, answer) => {
    engine.on(PULL, answer);
    await expect(impatient.prepare(pulled, () => undefined)).rejects.toMatchObject({
      code: 'image_stalled',
      facts: { image: 'example/pulled:1', seconds: PATIENCE_MS / 1000 },
    });
  });

  it('pull that only repeats lines: image_stalled', async () => {
    let chatter: NodeJS.Timeout | undefined;
    engine.on(PULL, (response, request) => {
      let seconds = 99_999;
      lines(downloading(50))(response, request);
      chatter = setInterval(() => {
        const retry = { id: 'layer', status: `Retrying in ${String((seconds -= 1))} seconds`, progressDetail: {} };
        for (const line of [downloading(50), downloading(7), retry]) response.write(`${JSON.stringify(line)}\n`);
      }, PATIENCE_MS / 10);
    });
    await expect(impatient.prepare(pulled, () => undefined)).rejects.toMatchObject({ code: 'image_stalled' });
    clearInterval(chatter);
  });

  it('pull whose bytes keep arriving: goes on, however long it takes', async () => {
    const patienceMs = 1000;
    engine.on(PULL, (response) => {
      response.writeHead(200);
      let current = 0;
      const more = setInterval(() => {
        response.write(`${JSON.stringify(downloading((current += 1)))}\n`);
        if (current < 30) return;
        clearInterval(more);
        response.end();
      }, patienceMs / 20);
    });
    const patient = new DockerImages(engine.docker, patienceMs);
    await expect(patient.prepare(pulled, () => undefined)).resolves.toBeUndefined();
  });

  it('build that repeats one line: image_stalled', async () => {
    let chatter: NodeJS.Timeout | undefined;
    engine.on(BUILD, (response, request) => {
      lines({ stream: 'Step 1/2 : FROM nginx' })(response, request);
      chatter = setInterval(() => response.write(`${JSON.stringify({ stream: 'waiting\n' })}\n`), PATIENCE_MS / 10);
    });
    await expect(impatient.prepare(built, () => undefined)).rejects.toMatchObject({
      code: 'image_stalled',
      facts: { image: 'example/built:1' },
    });
    clearInterval(chatter);
  });

  it('build that fails: image_build_failed with its last lines', async () => {
    engine.on(BUILD, (response) => {
      response.end(`${JSON.stringify({ stream: 'a line' })}\n${JSON.stringify({ error: 'exit code 1' })}\n`);
    });
    await expect(images.prepare(built, () => undefined)).rejects.toMatchObject({
      code: 'image_build_failed',
      logTail: ['a line', 'exit code 1'],
    });
  });

  it.each([
    ['image_pull_failed', { error: 'manifest unknown' }],
    ['disk_full', { error: 'write /layer: no space left on device' }],
  ])('pull that fails: %s', async (code, line) => {
    engine.on(PULL, lines(line));
    await expect(images.prepare(pulled, () => undefined)).rejects.toMatchObject({ code });
  });

  it('pull that is cut off: runtime_unreachable', async () => {
    engine.on(PULL, (response, request) => {
      lines(downloading(50))(response, request);
      setImmediate(() => request.socket.destroy());
    });
    await expect(images.prepare(pulled, () => undefined)).rejects.toMatchObject({ code: 'runtime_unreachable' });
  });

  it('prepare after a failure: starts again, and every caller gets the progress', async () => {
    engine.on(PULL, lines({ error: 'no' }));
    const both = [images.prepare(pulled, () => undefined), images.prepare(pulled, () => undefined)];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(engine.calls.filter((call) => call === PULL)).toHaveLength(1);
    engine.on(PULL, (response) => response.end('{"status":"Status: Downloaded"}\n'));
    const progress: string[] = [];
    await Promise.all([
      images.prepare(pulled, ({ detail }) => progress.push(`first ${detail ?? ''}`)),
      images.prepare(pulled, ({ detail }) => progress.push(`second ${detail ?? ''}`)),
    ]);
    expect(progress).toEqual(['first Status: Downloaded', 'second Status: Downloaded']);
  });
});
