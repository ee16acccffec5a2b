import { Ellipsis, type LucideIcon } from 'lucide-react';
import { Button } from './button.js';
import { Popup } from './popup.js';

export const disclosureItemLook =
  'focus-ring flex h-11 w-full items-center gap-2.5 rounded-lg px-2.5 text-sm transition-colors hover:bg-muted ' +
  'md:h-10 [&_svg]:size-4 [&_svg]:text-muted-foreground';

export interface ActItem {
  text: string;
  Icon: LucideIcon;
  onClick: () => void;
}

interface DisclosureProps {
  label: string;
  describedBy?: string;
  items: readonly ActItem[];
}

/** The buttons in the panel of a `Popup`. */
export const ActItems = ({ items }: Pick<DisclosureProps, 'items'>) =>
  items.map(({ text, Icon, onClick }) => (
    <button key={text} type="button" data-closes className={disclosureItemLook} onClick={onClick}>
      <Icon aria-hidden />
      {text}
    </button>
  ));

/** A button that shows a list of buttons. */
export function Disclosure({ label, describedBy, items }: DisclosureProps) {
  return (
    <Popup
      className="w-60"
      button={(props) => (
        <Button variant="ghost" size="compact" aria-describedby={describedBy} {...props}>
          <Ellipsis aria-hidden />
          {label}
        </Button>
      )}
    >
      <ActItems items={items} />
    </Popup>
  );
}
