/** What other people read instead of an id: the name that the person chose, else the mail address. One of them is there. */
export const nameOf = ({ displayName, email }: { displayName: string | null; email: string | null }): string =>
  displayName ?? email ?? '';
