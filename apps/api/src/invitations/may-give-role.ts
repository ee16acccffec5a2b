/** SQL on a row of `invitation`. An invitation to more than role user ends with its inviter's own right to give that role. */
export const MAY_GIVE_ROLE = `(invitation.role = 'user' OR EXISTS (
  SELECT FROM users giver
  WHERE giver.id = invitation.created_by AND giver.role = 'admin' AND NOT giver.blocked AND giver.deleted_at IS NULL
))`;
