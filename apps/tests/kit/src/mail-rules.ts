import type { SMTPServerAddress, SMTPServerOptions, SMTPServerSession } from 'smtp-server';

type Done = (error?: Error | null) => void;
type Rule = Pick<SMTPServerOptions, 'onMailFrom' | 'onRcptTo'>;

/** A reply that refuses a command. */
export const reply = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

/** Refuses a recipient until this time has passed since the first attempt. @param now in milliseconds */
export function greylist(seconds: number, now: () => number = Date.now): Rule {
  const known = new Map<string, number>();
  return {
    onRcptTo: ({ address }: SMTPServerAddress, _session: SMTPServerSession, done: Done) => {
      const first = known.get(address) ?? now();
      known.set(address, first);
      done(now() - first < seconds * 1000 ? reply(450, '4.2.0 Greylisted, see you later') : null);
    },
  };
}

/** Accepts this many mails within a minute, and counts refused ones too. */
export function perMinute(most: number, now: () => number = Date.now): Rule {
  let window = -1;
  let count = 0;
  return {
    onMailFrom: (_address: SMTPServerAddress, _session: SMTPServerSession, done: Done) => {
      const minute = Math.floor(now() / 60_000);
      if (minute !== window) [window, count] = [minute, 0];
      count += 1;
      done(count > most ? reply(450, '4.7.1 Too many mails in this minute') : null);
    },
  };
}
