import { runActor } from "../../runtime/run.ts";
import { connect } from "../backends/connect.ts";
import actor from "./actor.ts";

runActor(actor, connect);
