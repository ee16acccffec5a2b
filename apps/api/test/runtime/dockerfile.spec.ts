import { describe, expect, it } from '@jest/globals';
import { imageReference, readDockerfile } from '@spawner/engine';

describe('readDockerfile', () => {
  it.each([
    ['FROM nginx', ['nginx:latest']],
    [
      '# c\nARG BASE_IMAGE=nginx:1.29\nFROM ${BASE_IMAGE}\nFROM --platform=linux/amd64 $BASE_IMAGE AS x\nFROM x',
      ['nginx:1.29'],
    ],
    [
      'ARG V="3"\nfrom alpine:${V} as Build\nCOPY --from=build a b\nCOPY --chown=1 --from=busybox a b',
      ['alpine:3', 'busybox:latest'],
    ],
    ['ARG V\nFROM a:${V:-1}\nARG V=2\nFROM b:$V', ['a:1']],
    ['FROM scratch\nRUN --mount=type=bind,from=tools:1,target=/t x', ['tools:1']],
    ['# syntax=docker/dockerfile:1\nFROM a@sha256:0\nCOPY --from=0 a b', ['docker/dockerfile:1', 'a@sha256:0']],
  ])('%j: base images', (content, bases) => {
    expect(readDockerfile(content).bases).toEqual(bases);
  });

  it('build argument: replaces the default', () => {
    const content = 'ARG BASE_IMAGE=nginx\nFROM ${BASE_IMAGE}';
    expect(readDockerfile(content, { BASE_IMAGE: 'mine' }).bases).toEqual(['mine:latest']);
  });

  it.each([
    '# syntax = docker/dockerfile:1\nFROM a',
    'FROM a\nRUN --mount=type=cache,target=/x true',
    'FROM a\nRUN \\\n  --network=none true',
    'FROM a\nCOPY <<EOF /x\nEOF',
    'FROM a\nRUN <<-"E"\nE',
    'FROM a\nCOPY --chown=1:1 --chmod=755 a b',
    'FROM a\nADD --link a b',
    'FROM --platform=$BUILDPLATFORM a',
    'FROM a\nARG TARGETARCH',
  ])('%j: needs BuildKit', (content) => {
    expect(readDockerfile(content).needsBuildKit).toBe(true);
  });

  it.each([
    'FROM a\nCOPY --chown=1:1 a b\nRUN echo --mount=x 1<<2',
    '# --mount\nFROM a\n# syntax of nothing\nRUN a --chmod=7',
    'FROM a\nRUN x <<< "y"',
  ])('%j: needs no BuildKit', (content) => {
    expect(readDockerfile(content).needsBuildKit).toBe(false);
  });
});

it.each([
  ['a', 'a:latest'],
  ['a:1', 'a:1'],
  ['host:5000/a', 'host:5000/a:latest'],
  ['host:5000/a:1', 'host:5000/a:1'],
  ['a@sha256:0', 'a@sha256:0'],
])('image %s means %s', (image, reference) => {
  expect(imageReference(image)).toBe(reference);
});
