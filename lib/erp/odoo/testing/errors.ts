/** An exception of Odoo's, as both protocols report it: the class by its full name, a sentence, and the status that JSON-2 gives it. */
export class OdooFault extends Error {
  constructor(
    readonly fullName: string,
    message: string,
    readonly status: number,
    readonly more: readonly unknown[] = [],
  ) {
    super(message);
  }
}

const fault = (fullName: string, status: number) => (message: string) => new OdooFault(fullName, message, status);

export const userError = fault("odoo.exceptions.UserError", 422);
export const validationError = fault("odoo.exceptions.ValidationError", 422);
export const accessError = fault("odoo.exceptions.AccessError", 403);
export const missingError = fault("odoo.exceptions.MissingError", 404);
export const notFound = fault("werkzeug.exceptions.NotFound", 404);
export const valueError = fault("builtins.ValueError", 500);
export const typeError = fault("builtins.TypeError", 500);
export const serializationFailure = () => new OdooFault("psycopg2.errors.SerializationFailure", "could not serialize access due to concurrent update", 500);
export const lockNotAvailable = () => new OdooFault("psycopg2.errors.LockNotAvailable", "could not obtain lock on row in relation", 500);
export const unauthorized = () => new OdooFault("werkzeug.exceptions.Unauthorized", "Invalid apikey", 401, [401]);
