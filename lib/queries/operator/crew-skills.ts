import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { equipment, personQualification } from "@/db/schema/reference";
import { lackingOnCrew, type SkillState, skillState } from "@/lib/domain/execution/crew-skills";
import type { FloorReader } from "./floor-reader";
import type { StationLine } from "./station-lines";

/** What somebody may work at (EX-01), and until when; null for good. */
type CrewSkill = { readonly capability: string; readonly validTo: string | null; readonly state: SkillState };
type SkilledPerson = { readonly personId: string; readonly name: string; readonly timeZone: string; readonly skills: readonly CrewSkill[] };
/** A machine with work at which nobody of the crew may start. */
type UnskilledUnit = { readonly code: string; readonly unit: string; readonly capabilities: readonly string[] };

/** The skills of those at work, and the machines with something in work or ready to start that ask for what they lack. */
export type CrewSkills = { readonly people: readonly SkilledPerson[]; readonly lacking: readonly UnskilledUnit[] };

type Person = { readonly personId: string; readonly name: string; readonly timeZone: string };

/** EX-01: who of these people is qualified for what, and what the machines of these lines ask for that none of them has. */
export async function crewSkills({ db, now }: FloorReader, crew: readonly Person[], lines: readonly StationLine[]): Promise<CrewSkills> {
  const people = [...new Map(crew.map(({ personId, name, timeZone }) => [personId, { personId, name, timeZone }])).values()].toSorted((a, b) => a.name.localeCompare(b.name));
  const busy = lines.flatMap((line) => line.units.filter((unit) => line.ready > 0 || unit.loaded !== null).map((unit) => unit.id));
  const ids = people.map((one) => one.personId);
  const [held, asking] = await Promise.all([
    ids.length === 0
      ? []
      : db
          .select({ personId: personQualification.personId, capability: personQualification.capability, validTo: personQualification.validTo })
          .from(personQualification)
          .where(inArray(personQualification.personId, ids))
          .orderBy(asc(personQualification.capability)),
    busy.length === 0
      ? []
      : db
          .select({ code: equipment.code, unit: equipment.name, capabilities: equipment.capabilities })
          .from(equipment)
          .where(and(inArray(equipment.id, busy), eq(equipment.active, true), sql`cardinality(${equipment.capabilities}) > 0`))
          .orderBy(asc(equipment.position), asc(equipment.code)),
  ]);
  const skilled = people.map((person) => ({
    ...person,
    skills: held
      .filter((one) => one.personId === person.personId)
      .map(({ capability, validTo }) => ({ capability, validTo: validTo?.toISOString() ?? null, state: skillState(validTo, now) })),
  }));
  const counting = skilled.map(({ skills }) => new Set(skills.filter(({ state }) => state !== "OVER").map(({ capability }) => capability)));
  return {
    people: skilled,
    lacking: asking.flatMap(({ code, unit, capabilities }) => {
      const lacking = lackingOnCrew(capabilities, counting);
      return lacking.length === 0 ? [] : [{ code, unit, capabilities: lacking }];
    }),
  };
}
