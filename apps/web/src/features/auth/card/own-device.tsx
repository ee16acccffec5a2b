import { Checkbox } from '../../../components/ui/checkbox.js';
import { useCardTexts } from './texts/use-card-texts.js';

interface OwnDeviceProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** Never ticked before: most devices of a class are shared. */
export function OwnDevice({ checked, onChange }: OwnDeviceProps) {
  const text = useCardTexts();
  return (
    <label className="flex cursor-pointer gap-3 rounded-xl border px-4 py-3 hover:bg-muted/60 has-checked:border-primary has-checked:bg-accent/50">
      <span className="flex h-5 items-center">
        <Checkbox checked={checked} onChange={({ target }) => onChange(target.checked)} />
      </span>
      <span className="grid gap-0.5 text-sm">
        <span className="font-medium">{text('device.own')}</span>
        <span className="text-muted-foreground">{text('device.text')}</span>
      </span>
    </label>
  );
}
