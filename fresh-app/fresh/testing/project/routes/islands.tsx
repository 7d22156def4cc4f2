import { signal } from "@preact/signals";
import Counter from "../islands/Counter.tsx";
import Facts from "../islands/Facts.tsx";
import { Panel } from "../islands/Panel.tsx";
import { define } from "../utils.ts";

export default define.page(() => {
  const shared = signal(3);
  const self: { self?: unknown } = {};
  self.self = self;
  return (
    <main>
      <Counter id="first" count={shared} />
      <table>
        <tbody>
          <tr>
            <td>
              <Counter id="second" count={shared} />
            </td>
          </tr>
        </tbody>
      </table>
      <Panel title="outer">
        <em>From the server</em>
        <Counter id="slotted" count={shared} />
        <Panel title="inner" open={false}>
          <input disabled value="kept" />
          <Counter id="hidden" count={shared} />
        </Panel>
      </Panel>
      <Facts
        day={new Date(0)}
        names={new Map([["primes", new Set([2, 3, 5])]])}
        big={10n}
        self={self}
      />
    </main>
  );
});
