/** What the guard answers by itself. Only a refusal is worth a line in the log. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status = 403,
  ) {
    super(message);
  }
}
