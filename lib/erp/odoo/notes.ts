import { z } from "zod";
import { namedType, type RecordType } from "./api-types";
import type { Desk } from "./desk";
import { ALSO_ARCHIVED, createOne, findOne } from "./records";
import { Refused } from "./refused";
import type { Step } from "./steps";

/** A record in Odoo that people write notes on. */
export type Place = { readonly model: string; readonly id: number };

const MESSAGE = namedType("mail.message");
const Activity = z.object({ id: z.number() });
const ACTIVITY: RecordType<z.infer<typeof Activity>> = { model: "mail.activity", fields: ["id"], schema: Activity };

/** Leaves a note among the messages of a record, unless the one with this key is there. `answers`: an activity that the note closes. */
export function noteStep({ client }: Desk, place: Place, key: string, text: string, answers: string | null = null): Step {
  const body = `${text} (MES ${key})`;
  return {
    name: "note",
    async find() {
      const found = await findOne(client, MESSAGE, [
        ["model", "=", place.model],
        ["res_id", "=", place.id],
        ["body", "ilike", key],
      ]);
      return found === undefined ? null : [{ kind: MESSAGE.model, number: String(found.id) }];
    },
    async perform() {
      const open = answers === null ? undefined : await findOne(client, ACTIVITY, activityDomain(place, answers));
      if (open === undefined) await client.call(place.model, "message_post", { ids: [place.id], named: { body } });
      else await client.call(ACTIVITY.model, "action_feedback", { ids: [open.id], named: { feedback: body } });
    },
  };
}

/** Gives people something to do on a record, once per key. */
export function activityStep({ client }: Desk, place: Place, key: string, summary: string, note: string): Step {
  return {
    name: "activity",
    async find() {
      const found = await findOne(client, ACTIVITY, activityDomain(place, key), ALSO_ARCHIVED);
      return found === undefined ? null : [{ kind: ACTIVITY.model, number: String(found.id) }];
    },
    async perform() {
      const model = await findOne(client, namedType("ir.model"), [["model", "=", place.model]]);
      if (model === undefined) throw new Refused("NO_RIGHT", "The account of this connection may not look up what an activity stands on (ir.model).");
      await createOne(client, ACTIVITY.model, { res_model_id: model.id, res_id: place.id, summary: `MES ${key} ${summary}`, note });
    },
  };
}

function activityDomain(place: Place, key: string) {
  return [
    ["res_model", "=", place.model],
    ["res_id", "=", place.id],
    ["summary", "=like", `MES ${key.replace(/[\\%_]/g, (sign) => `\\${sign}`)} %`],
  ];
}
