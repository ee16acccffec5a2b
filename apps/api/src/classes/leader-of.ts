import type { ClientInfo } from '../http/client-info.js';
import type { Principal } from '../http/principal.js';
import type { Leader } from './class-acts.js';

export const leaderOf = ({ userId }: Principal, { ip }: ClientInfo): Leader => ({ userId, ip });
