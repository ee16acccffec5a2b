import { Pencil } from 'lucide-react';

/** Beside a value that can be changed. */
export const EditButton = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <button
    type="button"
    aria-label={label}
    className="focus-ring -my-1 grid size-7 shrink-0 place-items-center rounded-md text-muted-foreground hover:bg-muted hover:text-foreground"
    onClick={onClick}
  >
    <Pencil className="size-3.5" aria-hidden />
  </button>
);
