import type { ControlsView } from "../../api/control_views.ts";
import { type LimitField, limitFields } from "../../data/limits_form.ts";
import type { Reader } from "../../words/reader.ts";
import { Empty, Time } from "../parts.tsx";

/** Every limit with what it means; whoever may changes them here. */
export function Limits(
  { limits, mayChange }: { limits: ControlsView["limits"]; mayChange: boolean },
) {
  return (
    <form method="post" action="/controls/limits">
      <input type="hidden" name="base" value={limits.version} />
      <div class="wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">Limit</th>
              <th scope="col">Now</th>
              <th scope="col" class="p2">Default</th>
            </tr>
          </thead>
          <tbody>
            {limitFields(limits.values).map((field) => (
              <tr key={field.name}>
                <td>
                  <label class="mono" for={field.name}>{field.name}</label>
                  <span class="limit-meaning">{field.meaning}</span>
                </td>
                <td>
                  <Field field={field} mayChange={mayChange} />
                </td>
                <td class="p2 mid">{field.fallback === "" ? "none" : field.fallback}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayChange
        ? (
          <div class="filters">
            <label>
              Why, for the record
              <input name="reason" type="text" class="reason" />
            </label>
            <button type="submit" class="primary">Apply to what is decided from now on</button>
          </div>
        )
        : null}
    </form>
  );
}

function Field({ field, mayChange }: { field: LimitField; mayChange: boolean }) {
  const { name, kind, value } = field;
  const common = { id: name, name, disabled: !mayChange };
  if (kind === "choice") {
    return (
      <select {...common}>
        {["yes", "no"].map((choice) => (
          <option key={choice} value={choice} selected={choice === value}>{choice}</option>
        ))}
      </select>
    );
  }
  const mode = kind === "number" ? { inputMode: "decimal" as const } : {};
  return <input {...common} {...mode} type="text" value={value} autocomplete="off" />;
}

/** The versions of the limits, the last first. */
export function LimitHistory({ history, reader }: {
  history: ControlsView["limits"]["history"];
  reader: Reader;
}) {
  if (history.length === 0) {
    return <Empty>The limits are those of the configuration: nobody has changed any.</Empty>;
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" class="num">Version</th>
          <th scope="col">Since</th>
          <th scope="col">By</th>
          <th scope="col">Other than configured</th>
        </tr>
      </thead>
      <tbody>
        {history.map(({ version, at, by, reason, changes }) => (
          <tr key={version}>
            <td class="num">{version}</td>
            <td>
              <Time at={at} reader={reader} exact />
            </td>
            <td>{by}{reason === "" ? "" : `: ${reason}`}</td>
            <td class="mono">
              {Object.entries(changes).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
                .join(", ") || "nothing"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
