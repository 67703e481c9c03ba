/** Light for offices, dark for the floor, unless the person chose. */
export type Theme = "light" | "dark";

/** The cookie that keeps the choice: the server reads it, so the first paint already has it. */
export const THEME_COOKIE = "millrace-theme";

/** The theme that a cookie names, or nothing when nobody has chosen on this device. */
export function parseTheme(value: string | undefined): Theme | undefined {
  return value === "light" || value === "dark" ? value : undefined;
}
