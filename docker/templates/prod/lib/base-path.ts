/** Next.js adds this path to links, but not to fetch, `public/` files and cookies. */
export const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? '';
