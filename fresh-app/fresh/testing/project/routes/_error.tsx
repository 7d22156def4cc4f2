import { HttpError } from "fresh";
import { define } from "../utils.ts";

export default define.page(({ error }) => (
  <h1>Error {error instanceof HttpError ? error.status : "unknown"}</h1>
));
