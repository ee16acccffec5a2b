/** An error answer of the guard itself. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status = 403,
  ) {
    super(message);
  }
}
