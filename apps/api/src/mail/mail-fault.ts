/**
 * `refused`: the server does not accept this mail. `unknown_address`: because it does not know the address.
 * `later`: it does not accept this mail yet. `server`: it accepts no mail at present, whatever the address.
 * `crowded`: it accepts no further connection while we have another one.
 * `uncertain`: the whole mail was sent and the connection broke before the answer.
 */
export type FaultKind = 'refused' | 'unknown_address' | 'later' | 'server' | 'crowded' | 'uncertain';

/** Why a mail was not accepted. */
export class MailFault extends Error {
  constructor(
    readonly kind: FaultKind,
    cause: unknown,
    /** The words of the server about this mail, for its reader. */
    readonly answer: string | null = null,
  ) {
    super(`mail not accepted: ${kind}`, { cause });
    this.name = 'MailFault';
  }
}
