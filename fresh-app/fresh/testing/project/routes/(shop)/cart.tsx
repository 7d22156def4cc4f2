import { define } from "../../utils.ts";
import Badge from "./(_islands)/Badge.tsx";

export default define.page(() => <Badge text="3 items" />);
