import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Keeps what a reader has scrolled to where it is, while rows come and go above it in a list whose
 * element the returned ref is given to. Browsers do so themselves, but not for what is within a box
 * that scrolls sideways, and not all of them.
 */
export function useKeptPlace<Box extends HTMLElement>(inputs: readonly unknown[]) {
  const box = useRef<Box>(null);
  // Asked before the rows are drawn anew; answered when they have been.
  const before = placeIn(box.current);
  useLayoutEffect(() => {
    if (before === null || !before.element.isConnected) return;
    const moved = before.edge() - before.at;
    if (moved !== 0) scrollBy({ top: moved, behavior: "instant" });
  }, [...inputs]);
  return box;
}

interface Place {
  readonly element: Element;
  readonly at: number;
  edge(): number;
}

/** What is at the upper edge of the window; null where the list begins below it. */
function placeIn(box: HTMLElement | null): Place | null {
  if (box === null) return null;
  const { top, bottom } = box.getBoundingClientRect();
  if (top >= 0) return null;
  if (bottom <= 0) return placeOf(box, () => box.getBoundingClientRect().bottom);
  const rows = box.querySelectorAll("tbody > tr, li");
  const row = [...rows].find((each) => each.getBoundingClientRect().bottom > 0);
  return row === undefined ? null : placeOf(row, () => row.getBoundingClientRect().top);
}

function placeOf(element: Element, edge: () => number): Place {
  return { element, at: edge(), edge };
}
