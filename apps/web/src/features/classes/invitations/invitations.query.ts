import { useQuery } from '@tanstack/react-query';
import type { Language } from '../../../i18n/language.js';
import { callAdmin } from '../../../lib/admin-api.js';

export const useClassInvitations = (classId: number) =>
  useQuery({
    queryKey: ['classes', String(classId), 'invitations'],
    queryFn: ({ signal }) =>
      callAdmin('classInvitations', { params: { id: String(classId) }, signal }).then(({ invitations }) => invitations),
  });

export const invite = (classId: number, addresses: string, language: Language, isTrial: boolean) =>
  callAdmin('inviteMembers', {
    params: { id: String(classId) },
    body: { addresses, language, dry_run: isTrial },
    timeoutMs: 60_000,
  });

export const useInvitePreview = (classId: number, addresses: string, language: Language) =>
  useQuery({
    queryKey: ['class-invite', classId, addresses],
    queryFn: () => invite(classId, addresses, language, true),
    enabled: addresses !== '',
    gcTime: 0,
  });
