/**
 * An error that answers a request with a status: thrown by handlers and middleware, it reaches the
 * nearest error page, whose context holds it as `error`.
 */
export class HttpError extends Error {
  /** The HTTP status code to answer with. */
  status: number;

  /**
   * @param status the HTTP status code to answer with
   * @param message what the answer says; the default error answer falls back to the status's name
   * @param options the cause, for the log
   */
  constructor(status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = this.constructor.name;
    this.status = status;
  }
}
