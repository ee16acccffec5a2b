import { clsx } from 'clsx';
import { Download } from 'lucide-react';
import { buttonLook } from '../../../components/ui/button.js';
import { adminAddressOf } from '../../../lib/admin-api.js';

interface FilesLinkProps {
  id: number;
  /** Of one container; otherwise those of all. */
  type?: string;
  label?: string;
  children: string;
}

/** By a link for downloads: a failure shows in the browser's list of them, and this page stays. */
export const FilesLink = ({ id, type, label, children }: FilesLinkProps) => (
  <a
    href={adminAddressOf('exportFilesOfPerson', { id: String(id) }, type === undefined ? {} : { type })}
    download
    aria-label={label}
    className={clsx(buttonLook({ variant: 'outline', size: 'compact' }), 'w-fit')}
  >
    <Download aria-hidden />
    {children}
  </a>
);
