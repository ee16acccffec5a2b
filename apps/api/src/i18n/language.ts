import { languages } from '@spawner/contracts';

export type Language = (typeof languages)[number];

/** From an Accept-Language header (RFC 9110, 12.5.4); German where it names neither language. */
export function preferredLanguage(header: string | undefined): Language {
  const ranked = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
      return {
        language: languages.find((known) => tag.split('-')[0] === known),
        q: quality ? Number(quality.slice(2)) : 1,
      };
    })
    .filter((choice) => choice.language !== undefined && choice.q > 0)
    .sort((a, b) => b.q - a.q);
  return ranked[0]?.language ?? 'de';
}
