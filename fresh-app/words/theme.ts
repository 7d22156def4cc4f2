/** A theme that was chosen, whatever the system's is. */
export type Theme = "light" | "dark";

/** The cookie that remembers it. It is no secret, and the settings page writes it itself. */
export const THEME_COOKIE = "pitboss_theme";

/** The theme that a request's cookie names; null: as the system has it. */
export function themeOf(headers: Headers): Theme | null {
  const cookies = (headers.get("cookie") ?? "").split(/;\s*/);
  const value = cookies.find((each) => each.startsWith(`${THEME_COOKIE}=`))?.split("=")[1];
  return value === "light" || value === "dark" ? value : null;
}
