import { z } from 'zod';
import { MessageResponse } from '../auth.js';
import { ClassCards, StartEstimate, StartEstimateQuery } from '../class-cards.js';
import { Job, JobDetail, JobsPage, JobsQuery, JobStarted } from '../jobs.js';
import {
  ClassMessage,
  ClassMessages,
  HelpQuery,
  HelpRequest,
  Lesson,
  LessonBegun,
  LessonChange,
  LessonEnded,
  NewLesson,
  NewMessage,
  OpenLesson,
  OwnHelp,
} from '../lesson.js';
import { table } from './endpoint.js';

const read = { role: 'manager', scope: 'classes:read' } as const;
const write = { role: 'manager', scope: 'classes:write' } as const;

export const lessonEndpoints = table({
  lesson: { method: 'GET', path: '/api/class/{id}/lesson', answer: OpenLesson, ...read },
  beginLesson: {
    method: 'POST',
    path: '/api/class/{id}/lesson',
    body: NewLesson,
    answer: LessonBegun,
    status: 201,
    ...write,
  },
  changeLesson: { method: 'PATCH', path: '/api/class/{id}/lesson', body: LessonChange, answer: Lesson, ...write },
  endLesson: { method: 'DELETE', path: '/api/class/{id}/lesson', answer: LessonEnded, ...write },
  startEstimate: {
    method: 'GET',
    path: '/api/class/{id}/start-estimate',
    query: StartEstimateQuery,
    answer: StartEstimate,
    ...read,
  },
  classCards: {
    method: 'POST',
    path: '/api/class/{id}/cards/{act}',
    body: ClassCards,
    answer: JobStarted,
    status: 202,
    ...write,
  },
  classJobs: { method: 'GET', path: '/api/class/{id}/jobs', query: JobsQuery, answer: JobsPage, ...read },
  classJob: { method: 'GET', path: '/api/class/{id}/job/{job_id}', answer: JobDetail, ...read },
  cancelClassJob: { method: 'POST', path: '/api/class/{id}/job/{job_id}/cancel', answer: Job, ...write },
  retryClassJob: { method: 'POST', path: '/api/class/{id}/job/{job_id}/retry', answer: Job, ...write },
  classJobReport: {
    method: 'GET',
    path: '/api/class/{id}/job/{job_id}/report',
    answer: z.string(),
    media: 'text/csv',
    ...read,
  },
  classMessages: { method: 'GET', path: '/api/class/{id}/messages', answer: ClassMessages, ...read },
  sendMessage: {
    method: 'POST',
    path: '/api/class/{id}/messages',
    body: NewMessage,
    answer: ClassMessage,
    status: 201,
    ...write,
  },
  /** Members see it no longer. */
  withdrawMessage: {
    method: 'DELETE',
    path: '/api/class/{id}/message/{message_id}',
    answer: MessageResponse,
    ...write,
  },
  helpDone: { method: 'POST', path: '/api/class/{id}/help/{user_id}/done', answer: MessageResponse, ...write },
  /** Of the caller, only during a lesson. A second call changes the text of the first. */
  callHelp: { method: 'POST', path: '/api/user/help', body: HelpRequest, answer: OwnHelp },
  withdrawHelp: { method: 'DELETE', path: '/api/user/help', query: HelpQuery, answer: MessageResponse },
  messageSeen: { method: 'POST', path: '/api/user/message/{message_id}/seen', answer: MessageResponse },
});
