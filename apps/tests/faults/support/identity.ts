import { http } from './http.js';

/** What docker/mimic says about itself at this address, or what came instead. */
export async function identityAt(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { text } = await http(url, { headers, seconds: 3 });
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return { error: String(error) };
  }
}
