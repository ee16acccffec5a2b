import { imageReference } from './image-reference.js';

interface Recipe {
  /** Images that a build needs and does not make itself, as far as they can be known before it. */
  readonly bases: readonly string[];
  /** The engine's older builder refuses or ignores something in it. */
  readonly needsBuildKit: boolean;
}

const BUILDKIT_ONLY = [
  /^RUN\s+(--\S+\s+)*--(mount|network|security)=/i,
  /^(COPY|ADD)\s+(--\S+\s+)*--(chmod|link|exclude|parents|checksum|keep-git-dir)\b/i,
  /^(RUN|COPY|ADD)\s.*(?<!<)<<-?\s*["']?[A-Za-z_]/i,
  /^FROM\s+--platform=\$/i,
  /^ARG\s+(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)\b/i,
];

/** @param args the build arguments that replace the defaults of the Dockerfile */
export function readDockerfile(content: string, args: Readonly<Record<string, string>> = {}): Recipe {
  const syntax = /^(?:\s*#.*\n)*?\s*#\s*syntax\s*=\s*(\S+)/i.exec(content)?.[1];
  const lines = content
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\[ \t]*\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.trim());
  const values = new Map<string, string>();
  const stages = new Set<string>(['scratch']);
  const bases = new Set<string>(syntax ? [imageReference(syntax)] : []);
  const need = (image: string): void => {
    if (!stages.has(image.toLowerCase()) && !/^\d+$|\$/.test(image)) bases.add(imageReference(image));
  };
  const expanded = (text: string): string =>
    text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (whole, braced?: string, fallback?: string, bare?: string) => {
      return values.get(braced ?? bare ?? '') ?? fallback ?? whole;
    });
  let begun = false;
  for (const line of lines) {
    const [, name = '', value] = /^ARG\s+(\w+)(?:=(\S*))?/i.exec(line) ?? [];
    const given = args[name] ?? value?.replace(/^(["'])(.*)\1$/, '$2');
    // FROM knows only the arguments before the first stage.
    if (name && given !== undefined && !begun) values.set(name, expanded(given));
    const [, from, stage] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    begun ||= from !== undefined;
    if (from) need(expanded(from));
    if (stage) stages.add(stage.toLowerCase());
    const [, copied] = /^(?:COPY|ADD)\s+(?:--\S+\s+)*?--from=(\S+)/i.exec(line) ?? [];
    if (copied) need(copied);
    for (const [, mounted] of line.matchAll(/--mount=\S*?\bfrom=([^,\s]+)/g)) if (mounted) need(mounted);
  }
  return {
    bases: [...bases],
    needsBuildKit: Boolean(syntax) || lines.some((line) => BUILDKIT_ONLY.some((it) => it.test(line))),
  };
}
