/** A process of this machine, as Linux lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Program and arguments; empty for one that has ended. */
  readonly command: string;
}

/** Every process of this machine. */
export async function listProcesses(): Promise<ListedProcess[]> {
  const listed: ListedProcess[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [stat = "", command = ""] = await Promise.all(
      ["stat", "cmdline"].map((file) => Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "")),
    );
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    listed.push({ pid: Number(name), parent: Number(parent), command });
  }
  return listed;
}

/**
 * Processes that a process has started and whose command holds `mark`. Test files share one process,
 * whose children are also the servers and systems of other files: a test that kills its own must
 * name what they alone have in their command.
 */
export async function childrenOf(pid: number, mark: string): Promise<number[]> {
  const processes = await listProcesses();
  return processes.filter(({ parent, command }) => parent === pid && command.includes(mark))
    .map((process) => process.pid);
}
