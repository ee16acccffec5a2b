import { ProblemAlert } from './problem-alert.js';
import { Dialog } from './ui/dialog.js';

interface FailureDialogProps {
  /** With what it was done. */
  title: string;
  error: unknown;
  onClose: () => void;
}

/** Why an act that asks nothing has failed. */
export const FailureDialog = ({ title, error, onClose }: FailureDialogProps) => (
  <Dialog title={title} className="w-96" onClose={onClose}>
    <div className="mt-4">
      <ProblemAlert error={error} />
    </div>
  </Dialog>
);
