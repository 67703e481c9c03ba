import type { PlainCommandName } from "@/lib/client/operator-command";
import type { Translator } from "@/lib/i18n/translator";

/** What a command of the floor is called. It comes from the log, which may hold one of another version or of another door: that is named as it is. */
export function commandWords(command: string, t: Translator<"lead">): string {
  return isNamed(command, t) ? t(`commands.${command}`) : command;
}

function isNamed(command: string, t: Translator<"lead">): command is PlainCommandName {
  return (t as unknown as { has(key: string): boolean }).has(`commands.${command}`);
}
