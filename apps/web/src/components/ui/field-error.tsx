import { clsx } from 'clsx';
import { CircleAlert } from 'lucide-react';

interface FieldErrorProps {
  /** Which the field names in `aria-describedby`. */
  id: string;
  error: string | null;
  className?: string;
}

/** What is wrong with a field. */
export const FieldError = ({ id, error, className = 'empty:hidden' }: FieldErrorProps) => (
  <p id={id} className={clsx('flex gap-1.5 text-sm text-danger', className)}>
    {error && (
      <>
        <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
        {error}
      </>
    )}
  </p>
);
