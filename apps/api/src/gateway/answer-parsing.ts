import type { RequestOptions } from 'node:http';

/**
 * For requests to applications. Their answers are parsed as leniently as by other proxies: lines may end with LF only, and
 * the head may have 64 KiB and a status line (decision 18).
 */
export const ANSWER_PARSING: Pick<RequestOptions, 'insecureHTTPParser' | 'maxHeaderSize'> = {
  insecureHTTPParser: true,
  maxHeaderSize: 65 * 1024,
};
