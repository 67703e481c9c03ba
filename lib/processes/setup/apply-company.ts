import { and, eq, sql } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { account, enrolmentCode, machineKey } from "@/db/schema/identity";
import { connection } from "@/db/schema/integration";
import { equipment, person, site } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { seedReasons } from "@/db/seed/seed-site";
import { audit } from "@/lib/auth/audit";
import { badgeHash, enrolmentCodeHash } from "@/lib/auth/identity-hash";
import { issueMachineKey } from "@/lib/auth/machine-keys";
import { wouldHearTwice } from "@/lib/domain/equipment/heard-twice";
import { decimal } from "@/lib/domain/shared/decimal";
import { erpSystems } from "@/lib/erp/registry";
import { connectionProblems } from "@/lib/integration/connections/check-connection";
import { storeConnection } from "@/lib/integration/connections/store-connection";
import { sealSecrets } from "@/lib/integration/secrets";
import { systemClock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/ids";
import { hashPassword, hashPin } from "@/lib/platform/password-hash";
import { applyQualifications, applyWorkUnit } from "./apply-qualifications";
import { applyReasons } from "./apply-reasons";
import { applyRoles } from "./apply-roles";
import type { CompanyFile } from "./company-file";
import { endLostWatches } from "./end-lost-watches";
import { randomEnrolmentCode } from "@/lib/auth/devices";

/** What became of the file, for whoever runs the set-up. */
export type SetupReport = {
  readonly done: readonly string[];
  /** Lines on people that were not followed, and why: what was signed in the browser stands, and who was closed stays closed. */
  readonly leftAlone: readonly string[];
  /** What a person must note down: codes and keys are shown once. */
  readonly shownOnce: readonly string[];
};

/**
 * Brings a company's own set-up into the database, all of it or nothing. Safe to repeat: what exists is brought up to date, and nothing that
 * the ERP or the plant recorded is touched, nor what was signed in the browser about somebody's roles (`applyRoles`), nor an account that is closed. Codes and keys are made once.
 * @throws Error in plain words when the file names a site, line or adapter that does not exist.
 */
export async function applyCompany(db: Database, secret: string, file: CompanyFile): Promise<SetupReport> {
  const done: string[] = [];
  const leftAlone: string[] = [];
  const shownOnce: string[] = [];
  await db.transaction(async (tx) => {
    for (const one of file.sites) done.push(await applySite(tx, one));
    const sites = new Map((await tx.select({ id: site.id, code: site.code }).from(site)).map((row) => [row.code, row.id]));
    const siteId = (code: string): string => {
      const id = sites.get(code);
      if (id === undefined) throw new Error(`There is no site ${code}: add it under "sites".`);
      return id;
    };
    for (const one of file.people) {
      const left = await applyPerson(tx, secret, one, siteId);
      done.push(`person ${one.name}`);
      leftAlone.push(...left.map((line) => `person ${one.name}: ${line}`));
    }
    for (const one of file.connections) done.push(await applyConnection(tx, secret, one, siteId));
    for (const one of file.workUnits) done.push(await applyWorkUnit(tx, one, siteId(one.site), systemClock.now()));
    await endLostWatches(tx, file.sources, siteId);
    for (const one of file.sources) done.push(await applySource(tx, one, siteId(one.site)));
    await requireApart(tx);
    for (const one of file.tablets) shownOnce.push(...(await applyTablet(tx, secret, one, siteId(one.site))));
  });
  for (const one of file.machineKeys) {
    const [known] = await db.select({ id: machineKey.id }).from(machineKey).where(eq(machineKey.name, one.name));
    if (known !== undefined) continue;
    const rows = await db.select({ id: site.id, code: site.code }).from(site);
    const siteIds = rows.filter((row) => one.sites.includes(row.code)).map((row) => row.id);
    const { token } = await issueMachineKey({ db, clock: systemClock, secret }, { name: one.name, scopes: one.scopes, siteIds });
    shownOnce.push(`machine key "${one.name}": ${token}`);
  }
  return { done, leftAlone, shownOnce };
}

type Part<Key extends keyof CompanyFile> = CompanyFile[Key][number];

async function applySite(tx: Tx, one: Part<"sites">): Promise<string> {
  const values = {
    name: one.name,
    timeZone: one.timeZone,
    currency: one.currency,
    overrideCapPct: decimal(one.overrideCapPct).div(100),
    ...(one.scrapQuestionPct === undefined ? {} : { scrapQuestionPct: decimal(one.scrapQuestionPct).div(100) }),
    ...(one.reworkRounds === undefined ? {} : { reworkRounds: one.reworkRounds }),
    ...(one.toolOverride === undefined ? {} : { toolOverride: one.toolOverride }),
    ...(one.signedOverrides === undefined ? {} : { signedOverrides: one.signedOverrides }),
    ...(one.gs1CompanyPrefix === undefined ? {} : { gs1CompanyPrefix: one.gs1CompanyPrefix }),
    ...(one.issueOrder === undefined ? {} : { issueOrder: one.issueOrder }),
  };
  const [row] = await tx
    .insert(site)
    .values({ id: newId(), code: one.code, ...values })
    .onConflictDoUpdate({ target: site.code, set: values })
    .returning({ id: site.id });
  if (row === undefined) throw new Error(`site ${one.code} could not be stored`);
  await seedReasons(tx, row.id);
  await applyReasons(tx, row.id, one.reasons);
  return `site ${one.code}`;
}

/**
 * Answers what it left alone of the person's roles, and of an account that is closed: it stays closed unless the file says that it is open (SEC-07), for whoever has left is
 * not to come back with the next change of something else.
 */
async function applyPerson(tx: Tx, secret: string, one: Part<"people">, siteId: (code: string) => string): Promise<readonly string[]> {
  const [home = ""] = one.sites;
  const employee = one.number === undefined ? null : await upsertPerson(tx, siteId(home), one.number, one);
  const personId = employee?.id ?? null;
  if (personId !== null) await applyQualifications(tx, siteId(home), personId, one.qualifications);
  const values = {
    name: one.name,
    email: one.email?.toLowerCase() ?? null,
    personId,
    ...(one.password === undefined ? {} : { passwordHash: await hashPassword(one.password) }),
    ...(one.badge === undefined || one.pin === undefined ? {} : { badgeHash: badgeHash(secret, one.badge), pinHash: await hashPin(secret, one.pin) }),
  };
  const known = personId === null ? eq(account.email, values.email ?? "") : eq(account.personId, personId);
  const [updated] = await tx.update(account).set(values).where(known).returning({ id: account.id, active: account.active });
  const accountId = updated?.id ?? newId();
  if (updated === undefined) await tx.insert(account).values({ id: accountId, ...values, active: one.active ?? true, createdAt: systemClock.now() });
  else if (one.active !== undefined && one.active !== updated.active) await openOrClose(tx, accountId, siteId(home), one.active);
  const closed = updated?.active === false && one.active === undefined ? ['the account is closed: it stays closed. Write "active": true to open it again.'] : [];
  const left = employee?.active === false ? ["the ERP says that they do not work here: they can't sign on until it says otherwise."] : [];
  const roles = await applyRoles(
    tx,
    accountId,
    one.sites.flatMap((code) => one.roles.map((role) => ({ siteId: siteId(code), site: code, role }))),
  );
  return [...closed, ...left, ...roles];
}

/** SEC-07: an account that is closed ends its sessions, and opens with none; both stand in the audit trail (SEC-09). */
async function openOrClose(tx: Tx, accountId: string, siteId: string, active: boolean): Promise<void> {
  await tx
    .update(account)
    .set({ active, securityVersion: sql`${account.securityVersion} + 1` })
    .where(eq(account.id, accountId));
  const action = active ? "account.opened" : "account.closed";
  await audit(tx, systemClock.now(), { action, subject: `account/${accountId}`, siteId, detail: { by: "company file" }, outcome: "DONE" });
}

/** A person of the plant. One of whom the ERP has told stays as it says (ownership matrix): name, rate class, and whether they work here. */
async function upsertPerson(tx: Tx, siteId: string, number: string, { name, rateClass }: Part<"people">): Promise<{ readonly id: string; readonly active: boolean }> {
  const [known] = await tx
    .select({ id: person.id, active: person.active, erpVersion: person.erpVersion })
    .from(person)
    .where(and(eq(person.siteId, siteId), eq(person.number, number)))
    .for("update");
  if (known === undefined) {
    const id = newId();
    await tx.insert(person).values({ id, siteId, number, erpVersion: 0, name, rateClass });
    return { id, active: true };
  }
  if (known.erpVersion === 0) await tx.update(person).set({ name, rateClass }).where(eq(person.id, known.id));
  return known;
}

async function applyConnection(tx: Tx, secret: string, one: Part<"connections">, siteId: (code: string) => string): Promise<string> {
  const system = erpSystems.get(one.adapter);
  if (system === undefined) throw new Error(`There is no adapter "${one.adapter}". Known: ${[...erpSystems.keys()].join(", ")}.`);
  const problems = connectionProblems(system, one.settings, one.secrets);
  if (problems.length > 0) throw new Error(`Connection ${one.code}: ${problems.map(({ part, field, message }) => `${part}.${field} ${message}`).join("; ")}`);
  const [known] = await tx.select({ id: connection.id }).from(connection).where(eq(connection.code, one.code));
  const id = known?.id ?? newId();
  const { code, name, adapter, settings, pollSeconds } = one;
  const sites = Object.entries(one.sites).map(([ours, erpCode]) => ({ siteId: siteId(ours), erpCode }));
  await storeConnection(tx, { id, code, name, adapter, settings, sealed: sealSecrets(one.secrets, id, secret), pollSeconds, sites });
  return `connection ${one.code} (${one.adapter})`;
}

/** @throws Error when a broker would bring some message to two sources: it would count twice. */
async function requireApart(tx: Tx): Promise<void> {
  const active = await tx.select({ code: source.code, kind: source.kind, topicFilter: source.topicFilter }).from(source).where(eq(source.active, true)).orderBy(source.code);
  for (const [index, one] of active.entries()) {
    const other = active.slice(index + 1).find((another) => wouldHearTwice(one, another));
    if (other !== undefined)
      throw new Error(
        `The sources ${one.code} (${one.topicFilter}) and ${other.code} (${other.topicFilter}) listen to some of the same topics; what comes there would come twice.`,
      );
  }
}

async function applySource(tx: Tx, one: Part<"sources">, siteId: string): Promise<string> {
  const [row] = await tx
    .insert(source)
    .values({ id: newId(), siteId, code: one.code, kind: one.kind, topicFilter: one.topicFilter })
    .onConflictDoUpdate({ target: [source.siteId, source.code], set: { kind: one.kind, topicFilter: one.topicFilter, active: true } })
    .returning({ id: source.id });
  if (row === undefined) throw new Error(`source ${one.code} could not be stored`);
  for (const each of one.tags) {
    const [unit] = await tx
      .select({ id: equipment.id, number: equipment.number })
      .from(equipment)
      .where(and(eq(equipment.siteId, siteId), eq(equipment.code, each.workUnit), eq(equipment.level, "WORK_UNIT")));
    if (unit === undefined)
      throw new Error(`Source ${one.code}: there is no work unit ${each.workUnit} at this site yet. Work units come from the ERP; run this again after the first poll.`);
    const values = {
      workUnitId: unit.id,
      equipmentNumber: unit.number,
      counter: each.counter ?? null,
      counterModulus: each.counterModulus ?? null,
      lowerLimit: each.low === undefined ? null : decimal(each.low),
      upperLimit: each.high === undefined ? null : decimal(each.high),
      sampleIntervalSeconds: each.sampleIntervalSeconds ?? null,
    };
    await tx
      .insert(tag)
      .values({ siteId, sourceId: row.id, address: each.address, name: each.name, kind: each.kind, ...values })
      .onConflictDoUpdate({ target: [tag.sourceId, tag.address, tag.kind, tag.name], set: values });
  }
  return `source ${one.code} with ${one.tags.length} tags`;
}

async function applyTablet(tx: Tx, secret: string, one: Part<"tablets">, siteId: string): Promise<string[]> {
  const [known] = await tx
    .select({ id: enrolmentCode.id })
    .from(enrolmentCode)
    .where(and(eq(enrolmentCode.siteId, siteId), eq(enrolmentCode.name, one.name)));
  if (known !== undefined) return [];
  const [line] =
    one.workCentre === undefined
      ? []
      : await tx
          .select({ id: equipment.id })
          .from(equipment)
          .where(and(eq(equipment.siteId, siteId), eq(equipment.code, one.workCentre)));
  if (one.workCentre !== undefined && line === undefined) throw new Error(`Tablet ${one.name}: there is no line ${one.workCentre} at this site yet.`);
  const code = randomEnrolmentCode();
  const expiresAt = new Date(systemClock.now().getTime() + 7 * 86_400_000);
  await tx.insert(enrolmentCode).values({ id: newId(), siteId, workCentreId: line?.id ?? null, name: one.name, codeHash: enrolmentCodeHash(secret, code), expiresAt });
  return [`tablet "${one.name}": open /enrol?code=${code} on it within 7 days`];
}
