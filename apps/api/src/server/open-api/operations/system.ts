import type { Operations } from '../operation.js';

export const systemOperations: Operations<'info' | 'live' | 'ready' | 'outbox'> = {
  info: {
    summary: 'Read what this installation is',
    description: 'Version, what runs the services, and whether mails are sent.',
    answer: {
      version: '0.1.0',
      runtime: 'docker',
      isolated: true,
      mail: 'smtp',
      registration: { mode: 'rules', hint: 'Only addresses of school.example.', setup_code: false },
      managers_create_classes: true,
      pupil_address: 'du',
    },
  },
  live: {
    summary: 'Check that the process runs',
    description: 'For a supervisor that restarts a process which does not answer.',
    answer: { status: 'ok' },
  },
  ready: {
    summary: 'Check that requests can be served',
    description:
      '503 without the database. While the engine does not answer it is 200 and `degraded`: everything except launching works.',
    answer: { status: 'ok', runtime: 'up' },
  },
  outbox: {
    summary: 'List mails that were not sent',
    description: 'Exists only while no mail server is set; 404 otherwise.',
    answer: {
      mails: [
        {
          id: 1,
          to: 'ann@example.com',
          subject: 'Your magic link for Spawner',
          text: 'Hello, …',
          link: 'http://localhost:5000/confirm#kqv8tq0p2xJmO1bYV3nZ5rWcE7dFgHsLuAiT9yXoPzM',
          at: '2026-09-01T07:30:00.000Z',
        },
      ],
    },
    errors: ['not_found', 'foreign_origin'],
  },
};
