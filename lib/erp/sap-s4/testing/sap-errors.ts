/** A refusal of SAP, thrown inside the server and answered with its envelope. */
export class SapRefusal extends Error {
  override readonly name = "SapRefusal";
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** False for what the gateway says before any application: it brings no details. */
    readonly detailed = true,
  ) {
    super(message);
  }
}

/** The property is not one of the type: the code is the gateway's own. */
export const INVALID_PROPERTY = "005056A509B11EE1B9A8FEC11C21D78E";
export const INVALID_QUERY = "005056A509B11EE1B9A8FEC11C23378E";
export const INVALID_VALUE = "/IWBEP/CM_MGW_RT/176";
export const NOT_FOUND = "/IWBEP/CM_MGW_RT/020";

/** The envelope of an error, as the fixtures have it. */
export function envelope(refusal: SapRefusal, service: string): object {
  const details = refusal.detailed ? [{ code: refusal.code, message: refusal.message, longtext_url: "", propertyref: "", severity: "error", target: "" }] : [];
  return {
    error: {
      code: refusal.code,
      message: { lang: "en", value: refusal.message },
      innererror: {
        application: { component_id: "PP-SFC", service_namespace: "/SAP/", service_id: service, service_version: "0001" },
        transactionid: "5F2C0A8E41D70010E0069A1B2C3D4E5F",
        timestamp: "20260316141207.1234560",
        Error_Resolution: { SAP_Transaction: "For backend administrators: look up the transaction id in the gateway error log", SAP_Note: "" },
        errordetails: details,
      },
    },
  };
}

export const unknownProperty = (name: string) => new SapRefusal(INVALID_PROPERTY, `Property '${name}' is invalid`, 400, false);
export const badValue = (name: string, why: string) => new SapRefusal(INVALID_VALUE, `Property '${name}' has an invalid value: ${why}`, 400, false);
export const badQuery = (why: string) => new SapRefusal(INVALID_QUERY, why, 400, false);
export const notFound = (type: string) => new SapRefusal(NOT_FOUND, `Resource not found for segment '${type}'`, 404, false);
