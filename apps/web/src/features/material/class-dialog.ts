/** How the page of a class opens a dialog about some or all of its members. */
export interface ClassDialogProps {
  classId: number;
  /** The template to begin with. */
  type: string;
  /** Ids; null: all. */
  people: readonly number[] | null;
  onClose: () => void;
}
