/** An error as Frappe answers it: the status of its class, and the class itself. */
export class FrappeException extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly title = "Message",
    readonly module = "frappe.exceptions",
  ) {
    super(message);
  }

  /** The body, in the form of the recorded failures. Tracebacks come with faults of a document only. */
  body(): string {
    const words = JSON.stringify({ message: this.message, title: this.title, indicator: "red", raise_exception: 1 });
    const exception = `${this.module}.${this.type}: ${this.message}`;
    const trace = this.status === 401 || this.status === 429 ? {} : { exc: JSON.stringify([`Traceback (most recent call last):\n  ...\n${exception}\n`]) };
    return JSON.stringify({ exception, exc_type: this.type, _server_messages: JSON.stringify([words]), ...trace });
  }
}

/** A rule of a document is broken: 417, whatever the class. */
export const invalid = (message: string, type = "ValidationError", title = "Message", module = "frappe.exceptions") => new FrappeException(417, type, message, title, module);
