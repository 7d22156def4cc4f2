import { h, type JSX } from "preact";

/** A component whose props are not known here. */
export type Props = Record<string, unknown>;

let plain = false;

/** Whether elements are to be left as they are written: the hook asks. */
export function isPlain(): boolean {
  return plain;
}

/** An element that the hook leaves alone: for what stands in for the element it replaced. */
export function plainElement(type: JSX.Element["type"], props: Props): JSX.Element {
  const outer = plain;
  plain = true;
  try {
    return typeof type === "string" ? h(type, props) : h(type, props);
  } finally {
    plain = outer;
  }
}
