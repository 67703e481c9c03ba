import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgSchema, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId } from "./columns";
import { equipment, person, site } from "./reference";

/** Who may do what, on which device, for which sites. */
export const identity = pgSchema("identity");

export const roles = ["OPERATOR", "LEAD", "MAINTENANCE", "QUALITY_TECH", "QUALITY_MANAGER", "PLANNER", "FINANCE", "IT", "SYSTEM_ADMIN", "EXECUTIVE", "AUDITOR"] as const;

/** What a browser can be enrolled as. */
export const deviceKinds = ["TABLET", "WALL"] as const;

/** The languages of the shop floor (UI-12). */
export const languages = ["en", "de", "es"] as const;

export const account = identity.table(
  "account",
  {
    id: primaryId(),
    /** Floor people are known by their person, desk people by their e-mail. */
    email: text("email"),
    name: text("name").notNull(),
    personId: uuid("person_id").references(() => person.id),
    passwordHash: text("password_hash"),
    badgeHash: text("badge_hash"),
    pinHash: text("pin_hash"),
    oidcSubject: text("oidc_subject"),
    /** Null until the person has chosen: then their browser says it. */
    locale: text("locale", { enum: languages }),
    active: boolean("active").notNull().default(true),
    /** Raised to end every session of the account at once (SEC-07). */
    securityVersion: integer("security_version").notNull().default(0),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    ...knownValues(t),
    check("account_security_version_ck", sql`${t.securityVersion} >= 0`),
    uniqueIndex("account_email_uq")
      .on(sql`lower(${t.email})`)
      .where(sql`email is not null`),
    uniqueIndex("account_badge_uq")
      .on(t.badgeHash)
      .where(sql`badge_hash is not null`),
    uniqueIndex("account_person_uq")
      .on(t.personId)
      .where(sql`person_id is not null`),
    uniqueIndex("account_oidc_uq")
      .on(t.oidcSubject)
      .where(sql`oidc_subject is not null`),
  ],
);

export const roleGrant = identity.table(
  "role_grant",
  {
    accountId: uuid("account_id")
      .notNull()
      .references(() => account.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    role: text("role", { enum: roles }).notNull(),
    grantedBy: uuid("granted_by"),
    grantedAt: instant("granted_at").notNull(),
  },
  (t) => [
    ...knownValues(t),
    primaryKey({ columns: [t.accountId, t.siteId, t.role] }),
    // SEC-01: nobody grants a role to self.
    check("role_grant_not_self_ck", sql`${t.grantedBy} is distinct from ${t.accountId}`),
  ],
);

/** An enrolled tablet, where people sign on with badge and PIN (SEC-05), or a wall display, which shows its site to nobody in particular. */
export const device = identity.table(
  "device",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id").references(() => equipment.id),
    kind: text("kind", { enum: deviceKinds }).notNull().default("TABLET"),
    name: text("name").notNull(),
    tokenHash: text("token_hash").notNull().unique(),
    enrolledAt: instant("enrolled_at").notNull(),
    revokedAt: instant("revoked_at"),
    lastSeenAt: instant("last_seen_at"),
    lastSequence: integer("last_sequence").notNull().default(0),
  },
  (t) => [...knownValues(t), check("device_sequence_ck", sql`${t.lastSequence} >= 0`)],
);

/** A code that turns a browser into an enrolled device, once. */
export const enrolmentCode = identity.table(
  "enrolment_code",
  {
    id: primaryId(),
    codeHash: text("code_hash").notNull().unique(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id").references(() => equipment.id),
    kind: text("kind", { enum: deviceKinds }).notNull().default("TABLET"),
    name: text("name").notNull(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
    /** The demo's code may enrol many browsers; a company's never. */
    reusable: boolean("reusable").notNull().default(false),
  },
  knownValues,
);

/** Failed PINs of a badge on a device; five lock the pair for 15 minutes (SEC-05). Desk sign-ins use device null and the account. */
export const signInFailure = identity.table(
  "sign_in_failure",
  {
    id: primaryId(),
    subject: text("subject").notNull(),
    deviceId: uuid("device_id").references(() => device.id),
    failures: integer("failures").notNull(),
    lockedUntil: instant("locked_until"),
    lastAt: instant("last_at").notNull(),
  },
  (t) => [check("sign_in_failure_count_ck", sql`${t.failures} >= 0`), unique("sign_in_failure_uq").on(t.subject, t.deviceId).nullsNotDistinct()],
);

/** A signed-in person; checked on every request, so that ending it takes effect at once. */
export const session = identity.table(
  "session",
  {
    id: primaryId(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => account.id),
    deviceId: uuid("device_id").references(() => device.id),
    kind: text("kind", { enum: ["DESK", "TABLET"] }).notNull(),
    securityVersion: integer("security_version").notNull(),
    createdAt: instant("created_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    endedAt: instant("ended_at"),
    userAgent: text("user_agent"),
  },
  (t) => [
    ...knownValues(t),
    index("session_account_ix")
      .on(t.accountId)
      .where(sql`ended_at is null`),
  ],
);

/** A hashed, scoped, rotatable key of a machine client. */
export const machineKey = identity.table("machine_key", {
  id: primaryId(),
  name: text("name").notNull(),
  prefix: text("prefix").notNull().unique(),
  secretHash: text("secret_hash").notNull(),
  scopes: text("scopes").array().notNull(),
  siteIds: uuid("site_ids").array().notNull(),
  createdAt: instant("created_at").notNull(),
  expiresAt: instant("expires_at"),
  revokedAt: instant("revoked_at"),
  lastUsedAt: instant("last_used_at"),
});

/** SEC-12: signed record version, meaning and time; a later change of the record voids it visibly. Append-only. */
export const signature = identity.table(
  "signature",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    /** No reference: the log alone must be able to rebuild it, and accounts are no facts of the plant. */
    accountId: uuid("account_id").notNull(),
    printedName: text("printed_name").notNull(),
    meaning: text("meaning", { enum: ["APPROVAL", "REVIEW", "RESPONSIBILITY"] }).notNull(),
    subject: text("subject").notNull(),
    recordDigest: text("record_digest").notNull(),
    signedAt: instant("signed_at").notNull(),
    localTime: text("local_time").notNull(),
    voidedAt: instant("voided_at"),
  },
  (t) => knownValues(t),
);

/** Denied attempts, changes of settings, sign-ins: what is not a plant fact but must be auditable (SEC-09). Append-only. */
export const auditEntry = identity.table(
  "audit_entry",
  {
    id: primaryId(),
    siteId: uuid("site_id").references(() => site.id),
    accountId: uuid("account_id"),
    deviceId: uuid("device_id"),
    machineKeyId: uuid("machine_key_id"),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    detail: jsonb("detail").notNull().default({}),
    outcome: text("outcome", { enum: ["DONE", "DENIED", "FAILED"] }).notNull(),
    at: instant("at").notNull(),
  },
  (t) => [...knownValues(t), index("audit_entry_at_ix").on(t.at)],
);
