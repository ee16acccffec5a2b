/** Nobody has to have it installed. */
export const PNPM = 'npx --yes pnpm@12.21.0';
