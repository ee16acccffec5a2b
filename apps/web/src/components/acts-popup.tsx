import { Ellipsis } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './ui/button.js';
import { type ActItem, ActItems } from './ui/disclosure.js';
import { Popup } from './ui/popup.js';

interface ActsPopupProps {
  label: string;
  items: readonly ActItem[];
  /** Above the items, such as a link. */
  children?: ReactNode;
}

/** What can be done with one row of a table, behind a button. */
export const ActsPopup = ({ label, items, children }: ActsPopupProps) => (
  <Popup
    overTable
    className="w-60"
    button={(props) => (
      <Button variant="ghost" size="icon" aria-label={label} {...props}>
        <Ellipsis aria-hidden />
      </Button>
    )}
  >
    {children}
    <ActItems items={items} />
  </Popup>
);
