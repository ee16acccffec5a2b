import type { InvitationsQuery, NewInvitations } from '@spawner/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { callAdmin } from '../../../lib/admin-api.js';

const key = ['admin', 'invitations'];

type Page = z.input<typeof InvitationsQuery>;

export const useInvitations = (query: Page) =>
  useQuery({
    queryKey: [...key, query],
    queryFn: ({ signal }) => callAdmin('invitations', { query, signal }),
    placeholderData: keepPreviousData,
  });

export type Wish = Omit<NewInvitations, 'dry_run'>;

/** What would become of each address; null: nothing to ask yet. */
export const useInvitationPreview = (wish: Wish | null) =>
  useQuery({
    queryKey: ['admin', 'invitation-preview', wish],
    queryFn: ({ signal }) => callAdmin('invite', { body: { ...(wish as Wish), dry_run: true }, signal }),
    enabled: wish !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

export function useInvite() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wish) => callAdmin('invite', { body: wish }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
  });
}

type Act = 'resendInvitation' | 'revokeInvitation';

export function useInvitationAct() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ act, id }: { act: Act; id: string; email: string }) => callAdmin(act, { params: { id } }),
    // Also after an error: it may be accepted by now.
    onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
  });
}

export const useInvitationLink = () =>
  useMutation({ mutationFn: (id: string) => callAdmin('invitationLink', { params: { id } }) });
