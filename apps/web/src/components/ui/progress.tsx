/** A progress bar; `percent` is null while the share is unknown. */
export function Progress({ percent, label }: { percent: number | null; label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': Math.round(percent) })}
      className="h-1.5 overflow-hidden rounded-full bg-muted"
    >
      {percent === null ? (
        <div className="h-full w-2/5 animate-sweep rounded-full bg-primary motion-reduce:w-full motion-reduce:opacity-40" />
      ) : (
        <div
          className="h-full origin-left rounded-full bg-primary transition-[width] duration-500"
          style={{ width: `${percent}%` }}
        />
      )}
    </div>
  );
}
