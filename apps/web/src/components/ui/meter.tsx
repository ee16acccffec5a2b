import { clsx } from 'clsx';

interface MeterProps {
  used: number;
  value: number;
  labelledBy: string;
  /** What is read out. */
  text: string;
}

/** How much of a limit is used. The colour only repeats what the text beside it says. */
export function Meter({ used, value, labelledBy, text }: MeterProps) {
  const share = value === 0 ? 1 : Math.min(1, used / value);
  return (
    <div
      role="meter"
      aria-labelledby={labelledBy}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={text}
      className="h-1.5 overflow-hidden rounded-full bg-muted"
    >
      <div
        className={clsx('h-full rounded-full', share >= 1 ? 'bg-danger' : share >= 0.9 ? 'bg-warning' : 'bg-primary')}
        style={{ width: `${share * 100}%` }}
      />
    </div>
  );
}
