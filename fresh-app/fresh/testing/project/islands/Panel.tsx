import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import Counter from "./Counter.tsx";

interface PanelProps {
  title: string;
  open?: boolean;
  children?: ComponentChildren;
}

/** Opens and closes around what it is given, and holds an island of its own. */
export function Panel({ title, open = true, children }: PanelProps) {
  const isOpen = useSignal(open);
  const own = useSignal(0);
  return (
    <section>
      <button type="button" class="toggle" onClick={() => isOpen.value = !isOpen.value}>
        {title}
      </button>
      <Counter id={`own-${title}`} count={own} />
      {isOpen.value && <div class="content">{children}</div>}
    </section>
  );
}
