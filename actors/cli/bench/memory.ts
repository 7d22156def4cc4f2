/** Resident memory of a process and all its descendants; null where /proc does not tell. */
export async function residentBytes(pid: number): Promise<number | null> {
  const own = await statusOf(pid);
  if (own === null) return null;
  let total = own.residentBytes;
  for await (const entry of Deno.readDir("/proc")) {
    const child = Number(entry.name);
    if (!Number.isInteger(child) || (await statusOf(child))?.parent !== pid) continue;
    total += await residentBytes(child) ?? 0;
  }
  return total;
}

async function statusOf(pid: number): Promise<{ parent: number; residentBytes: number } | null> {
  try {
    const text = await Deno.readTextFile(`/proc/${pid}/status`);
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1]);
    return { parent: field("PPid"), residentBytes: (field("VmRSS") || 0) * 1024 };
  } catch {
    // It has ended, or this is no Linux.
    return null;
  }
}
