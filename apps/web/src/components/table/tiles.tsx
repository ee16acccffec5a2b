import { clsx } from 'clsx';

interface TilesProps<T extends string> {
  label: string;
  value: T;
  tiles: readonly { value: T; label: string; count: number | undefined }[];
  onChange: (value: T) => void;
  language: string;
}

/** Numbers that are filters: each shows how many there are, and narrows the list to them. */
export function Tiles<T extends string>({ label, value, tiles, onChange, language }: TilesProps<T>) {
  return (
    <div role="group" aria-label={label} className="grid grid-cols-2 gap-2 sm:grid-cols-3 xl:grid-cols-6">
      {tiles.map((tile) => (
        <button
          key={tile.value}
          type="button"
          aria-pressed={tile.value === value}
          onClick={() => onChange(tile.value)}
          className={clsx(
            'focus-ring grid gap-0.5 rounded-xl border px-3.5 py-2.5 text-left transition-colors',
            tile.value === value ? 'border-ring bg-accent text-accent-foreground' : 'bg-card shadow-xs hover:bg-muted',
          )}
        >
          <span className="text-xl font-semibold tabular-nums">{tile.count?.toLocaleString(language) ?? '–'}</span>
          <span className="text-xs opacity-85">{tile.label}</span>
        </button>
      ))}
    </div>
  );
}
