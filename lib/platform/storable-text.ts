/** What PostgreSQL holds in no text: NUL, and half of a character that takes two (a lone surrogate). */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** Whether the database can hold a text as it is. */
export function isStorable(text: string): boolean {
  return text.search(UNSTORABLE) === -1;
}

/** Text as the database can hold it: U+FFFD stands in the place of each NUL and each half of a character. */
export function storableText(text: string): string {
  return text.replaceAll(UNSTORABLE, "\uFFFD");
}
