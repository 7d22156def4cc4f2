import project from "../../deno.json" with { type: "json" };

/** A task that users call with `deno task NAME`. */
export interface TaskName {
  readonly name: string;
  readonly summary: string;
}

/** Tasks that build and test the program; no binary has them. */
export const WORKSHOP_TASKS: readonly string[] = [
  ...["test", "ok", "boundaries", "bench", "build", "compile"],
];

/** All tasks, as deno.json lists them: the one place where a task is named. */
export const TASKS: readonly TaskName[] = Object.entries(project.tasks)
  .map(([name, task]) => ({ name, summary: task.description }))
  .filter(({ name }) => !(Deno.build.standalone && WORKSHOP_TASKS.includes(name)));
