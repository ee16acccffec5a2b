'use client';

import { XIcon } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';

import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { Texts } from '@/lib/texts';

type Task = { id: number; title: string; done: boolean };

export function TaskList({ texts }: { texts: Texts['demo']['tasks'] }) {
  const [tasks, setTasks] = useState<Task[]>(() => texts.examples.map((title, id) => ({ id, title, done: id === 0 })));
  const [title, setTitle] = useState('');

  function add(event: SubmitEvent) {
    event.preventDefault();
    if (!title.trim()) return;
    setTasks([...tasks, { id: Math.max(-1, ...tasks.map(({ id }) => id)) + 1, title: title.trim(), done: false }]);
    setTitle('');
  }

  return (
    <div className="grid gap-4">
      <form onSubmit={add} className="flex gap-2">
        <Input
          aria-label={texts.label}
          placeholder={texts.placeholder}
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Button type="submit">{texts.add}</Button>
      </form>
      <ul className="divide-y">
        {tasks.map(({ id, title, done }) => (
          <li key={id} className="flex min-h-12 items-center justify-between gap-2">
            <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-3 py-2">
              <input
                type="checkbox"
                checked={done}
                onChange={() => setTasks(tasks.map((task) => (task.id === id ? { ...task, done: !done } : task)))}
                className="size-4 shrink-0 accent-primary"
              />
              <span className={done ? 'text-muted-foreground line-through' : 'break-words'}>{title}</span>
            </label>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`${texts.remove}: ${title}`}
              onClick={() => setTasks(tasks.filter((task) => task.id !== id))}
            >
              <XIcon aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
