import project from "../../deno.json" with { type: "json" };

/** A task that users call with `deno task NAME`. */
export interface TaskName {
  readonly name: string;
  readonly summary: string;
}

/** All tasks, as deno.json lists them: the one place where a task is named. */
export const TASKS: readonly TaskName[] = Object.entries(project.tasks)
  .map(([name, task]) => ({ name, summary: task.description }));
