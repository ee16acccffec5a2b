/** The guard's own answer to a request that it does not pass on. Each is logged. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status = 403,
  ) {
    super(message);
  }
}
