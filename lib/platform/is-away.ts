import { faultCode } from "./fault-code";

/** SQLSTATE classes of a server that goes, comes or takes no more (08, 53, 57P), or that is a standby since another one took its place (25006), and what the network or the driver says where it cannot be reached. */
const AWAY = /^(?:08[0-9A-Z]{3}|53[0-9A-Z]{3}|57P0[1-5]|25006|ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_\w+)$/;

/** Whether a fault says no more than that the database is not there: nothing is wrong with what was asked, and it is worth asking again. */
export function isAway(fault: unknown): boolean {
  return AWAY.test(faultCode(fault) ?? "");
}
