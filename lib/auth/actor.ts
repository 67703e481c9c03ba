import type { Permission, Role } from "./permissions";

/** A site in the actor's scope, with the roles held there. */
export type SiteScope = { readonly siteId: string; readonly code: string; readonly roles: readonly Role[] };

/**
 * Who is calling. Only `requireActor` (people), `requireMachine` (keys) and `systemActor` (processes) make one;
 * every command and every query takes it first.
 */
export type Actor = {
  readonly kind: "PERSON" | "MACHINE" | "SYSTEM";
  /** Shown in logs and in the event log: account name, key name or process name. */
  readonly name: string;
  readonly accountId: string | null;
  readonly personId: string | null;
  readonly sessionId: string | null;
  readonly deviceId: string | null;
  readonly machineKeyId: string | null;
  readonly sites: readonly SiteScope[];
  /** Permissions of a machine key or of a process; people get theirs from their roles. */
  readonly permissions: readonly Permission[];
  /** SEC-12: the printed name of whoever stated both components again for this one command; nobody else may sign. */
  readonly signing?: { readonly name: string };
  /** SEC-12: the lead who has just stated badge and PIN at this person's tablet, for this one command. */
  readonly approver?: Approver;
  /** SEC-06: whose session brought this from their tablet, where it is not the person's own. */
  readonly deliveredBy?: string | null;
};

/** Who approves what somebody else does. */
export type Approver = { readonly accountId: string; readonly personId: string | null; readonly name: string; readonly sites: readonly SiteScope[] };
