import type { AdminName } from 'virtual:contract';
import { endpoints } from 'virtual:contract/admin';
import { addressOfEndpoint, type Answer, type Arguments, callEndpoint } from './api.js';

/** As `call`, for endpoints that need a role. Their part of the contract is not in the first load. */
export const callAdmin = async <N extends AdminName>(name: N, ...[options]: Arguments<N>): Promise<Answer<N>> =>
  (await callEndpoint(endpoints[name], options ?? {})) as Answer<N>;

export const adminAddressOf = (name: AdminName, params: Record<string, string>, query: object): string =>
  addressOfEndpoint(endpoints[name], params, query);
