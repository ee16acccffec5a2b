import type { OwnClass } from '@spawner/contracts';
import { ClassStrip } from './class-strip.js';
import { MessageBanner } from './message-banner.js';
import { useOwnClassTexts } from './texts/use-own-class-texts.js';

/** Of each class its messages and its strip, above the cards. */
export function OwnClassList({ classes }: { classes: readonly OwnClass[] }) {
  const text = useOwnClassTexts();
  return (
    <section aria-label={text('list')} className="grid gap-3">
      {classes.map((own) => (
        <div key={own.id} className="grid gap-3">
          {own.messages.map((message) => (
            <MessageBanner key={message.id} message={message} />
          ))}
          <ClassStrip own={own} />
        </div>
      ))}
    </section>
  );
}
