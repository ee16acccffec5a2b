/** What Next.js adds to links by itself and nobody adds to fetch, `public/` files and cookies. */
export const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? '';
