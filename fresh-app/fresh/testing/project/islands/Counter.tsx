import type { Signal } from "@preact/signals";

/** Shows and raises a count that others may share. */
export default function Counter({ id, count }: { id: string; count: Signal<number> }) {
  return (
    <button type="button" id={id} onClick={() => count.value++}>
      {id}: {count}
    </button>
  );
}
