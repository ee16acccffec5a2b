import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Input } from '../ui/input.js';

/** A pause in the typing after which the list is searched. */
const PAUSE_MS = 150;

interface SearchBoxProps {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

/** Searches while one types; `/` moves the focus here from anywhere in the page. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  // Another value from outside: a reset, or Back.
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }

  const search = (text: string) => {
    setKnown(text);
    onSearch(text);
  };
  useEffect(() => {
    if (typed.trim() === known) return;
    const timer = setTimeout(() => search(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const { target } = event;
      const typing = target instanceof HTMLElement && target.closest('input, select, textarea, dialog');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  return (
    <label className="grid w-full gap-1 text-xs font-medium text-muted-foreground sm:w-72">
      {label}
      <span className="relative">
        <Search className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2" aria-hidden />
        <Input
          ref={field}
          type="search"
          maxLength={100}
          aria-keyshortcuts="/"
          className="pl-9 font-normal text-foreground md:h-10"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </span>
    </label>
  );
}
