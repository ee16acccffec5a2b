/** Run through npx, so that pnpm does not have to be installed. */
export const PNPM = 'npx --yes pnpm@12.21.0';
