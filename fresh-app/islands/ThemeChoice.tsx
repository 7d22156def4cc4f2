import { useSignal } from "@preact/signals";
import { type Theme, THEME_COOKIE } from "../words/theme.ts";

const YEAR_S = 31_536_000;
const CHOICES = [["light", "Light"], ["dark", "Dark"], [null, "As the system"]] as const;

/** Chooses the theme of this browser. A cookie remembers it, so that pages are right at once. */
export default function ThemeChoice({ theme }: { theme: Theme | null }) {
  const chosen = useSignal(theme);
  const choose = (value: Theme | null) => {
    chosen.value = value;
    const life = value === null ? 0 : YEAR_S;
    document.cookie = `${THEME_COOKIE}=${value ?? ""}; Path=/; Max-Age=${life}; SameSite=Strict`;
    if (value === null) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
  };
  return (
    <fieldset class="choices">
      <legend class="vh">Theme</legend>
      {CHOICES.map(([value, name]) => (
        <label key={name}>
          <input
            type="radio"
            name="theme"
            checked={chosen.value === value}
            onChange={() => choose(value)}
          />{" "}
          {name}
        </label>
      ))}
    </fieldset>
  );
}
