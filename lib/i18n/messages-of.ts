import type { AbstractIntlMessages } from "next-intl";
import type { Messages } from "./catalogues";

export type Namespace = keyof Messages;

/** Some subjects of a catalogue: a page sends its browser what it shows and no more. */
export function messagesOf(messages: Messages, namespaces: readonly Namespace[]): AbstractIntlMessages {
  return Object.fromEntries(namespaces.map((name) => [name, messages[name]]));
}
