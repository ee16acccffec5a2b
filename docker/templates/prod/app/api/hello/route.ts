import { describeContainer } from '@/lib/container';

export const dynamic = 'force-dynamic';

export function GET(): Response {
  const { slug, type } = describeContainer();
  return Response.json({ message: 'Hallo / Hello', slug, type, time: new Date().toISOString() });
}
