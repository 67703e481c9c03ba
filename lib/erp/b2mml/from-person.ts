import type { InboundMessage } from "@/lib/messages/inbound";
import { Person } from "./api-types";
import { inboundOf, type Reading, siteOfScope, stampOf } from "./reading";
import { Unmappable } from "./unmappable";
import { instantOf, said, valuesOf } from "./values";

/** A person with the rate class that its first personnel class is, and its qualifications where the partner keeps them. */
export function fromPerson(object: unknown, reading: Reading): InboundMessage[] {
  const person = Person.parse(object);
  const { erpVersion, time } = stampOf(person, reading);
  const [rateClass] = person.PersonnelClassID;
  if (rateClass === undefined) throw new Unmappable(`Person ${person.ID} has no PersonnelClassID, which is the rate class.`);
  const properties = person.PersonProperty;
  const left = person.EffectiveEndDate !== undefined && Date.parse(instantOf(person.EffectiveEndDate)) <= Date.parse(instantOf(reading.created));
  const data = {
    site: siteOfScope(person.HierarchyScope, reading),
    person: person.ID,
    erpVersion,
    name: person.PersonName ?? person.Description[0] ?? person.ID,
    rateClass,
    qualifications: qualificationsOf(person),
    status: left ? "INACTIVE" : (said(properties, "Status") ?? "ACTIVE"),
  };
  return [inboundOf("erp.person.v1", data, time, reading)];
}

/** One value each, its key the time at which it lapses. Without the property the partner keeps none, which is not the same as a person without any. */
function qualificationsOf({ PersonProperty: properties }: Person) {
  if (properties.every((property) => property.ID !== "Qualification")) return null;
  return valuesOf(properties, "Qualification").map(({ ValueString, Key }) => ({ capability: ValueString, validTo: Key === undefined ? null : instantOf(Key) }));
}
