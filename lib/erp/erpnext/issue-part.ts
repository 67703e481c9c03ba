import { Issue } from "./api-types";
import { parse } from "./client";
import type { Context } from "./context";
import { findHeld, insertOnce } from "./documents";
import type { Part } from "./part";
import { hasParagraph, subjectOf, type Told, withParagraph } from "./to-issue";

/** Tells something by an issue: the one of its topic, opened where there is none. What was told stays told. */
export function issueOf({ client }: Context, told: Told, messageId: string): Part {
  async function known() {
    const { live } = await findHeld(client, "Issue", told.topic);
    return live === null ? null : parse(Issue, await client.read("Issue", live), `Issue ${live}`);
  }
  async function find(): Promise<string | null> {
    const issue = await known();
    return issue !== null && hasParagraph(issue.description ?? "", messageId) ? issue.name : null;
  }
  return {
    kind: "Issue",
    find,
    async make() {
      const values = { subject: subjectOf(told), status: told.closed ? "Closed" : "Open" };
      const first = { ...values, description: withParagraph("", told, messageId) };
      const issue = (await known()) ?? parse(Issue, await client.read("Issue", await insertOnce(client, "Issue", told.topic, () => first)), "Issue");
      if (!hasParagraph(issue.description ?? "", messageId)) {
        await client.update("Issue", issue.name, { ...values, description: withParagraph(issue.description ?? "", told, messageId) });
      }
      return issue.name;
    },
    undo: async () => undefined,
    isGone: async () => true,
  };
}
