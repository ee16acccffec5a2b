/** 40 random bits in Crockford's letters: no I, L, O and U, which are misread. */
export const SHORT_CODE = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** As it is meant: case, blanks and hyphens do not count, and misread letters are what they look like. */
export const shortCodeOf = (text: string): string =>
  text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

/** In two groups, as people read it: `K7QM-9X2P`. */
export const shownCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;
