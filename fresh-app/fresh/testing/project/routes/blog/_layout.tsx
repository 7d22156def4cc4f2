import { define } from "../../utils.ts";

export default define.layout(({ Component, state }) => (
  <section data-reader={state.visitor}>
    <Component />
  </section>
));
