/** What other people read instead of an id: the name that the person chose, else the mail address. */
export const nameOf = ({ displayName, email }: { displayName: string | null; email: string }): string =>
  displayName ?? email;
