import { z } from 'zod';
import { ClassEventsQuery, LiveClass, LiveQuery, MemberLaunch, MemberLaunchQuery } from '../class-live.js';
import { table } from './endpoint.js';

const read = { role: 'manager', scope: 'classes:read' } as const;

export const classLiveEndpoints = table({
  classLive: { method: 'GET', path: '/api/class/{id}/live', query: LiveQuery, answer: LiveClass, ...read },
  /** See `classEventNames`. */
  classEvents: {
    method: 'GET',
    path: '/api/class/{id}/events',
    query: ClassEventsQuery,
    answer: z.string(),
    media: 'text/event-stream',
    ...read,
  },
  memberLaunch: {
    method: 'GET',
    path: '/api/class/{id}/member/{user_id}/launch',
    query: MemberLaunchQuery,
    answer: MemberLaunch,
    ...read,
  },
});
