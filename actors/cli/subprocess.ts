import { PROJECT_ROOT } from "./project.ts";

/** What {@link runProcess} is to run. */
export interface ProcessOptions {
  /** Default: the Deno that runs this. */
  readonly program?: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stops the process with SIGTERM when it aborts. */
  readonly signal?: AbortSignal;
  /** Called with each piece of output as it comes; stdout and stderr mixed. */
  readonly onOutput?: (text: string) => void;
}

/** How a process ended. */
export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the project's folder to its end; rejects when the signal aborts first. */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const { program = Deno.execPath(), args, env = {}, signal, onOutput } = options;
  signal?.throwIfAborted();
  const child = new Deno.Command(program, {
    args: [...args],
    cwd: PROJECT_ROOT,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stop = () => {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has just ended by itself.
    }
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const [stdout, stderr, { code }] = await Promise.all([
      collect(child.stdout, onOutput),
      collect(child.stderr, onOutput),
      child.status,
    ]);
    signal?.throwIfAborted();
    return { code, stdout, stderr };
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** The path of a program on the PATH, or null. */
export async function findProgram(name: string): Promise<string | null> {
  const separator = Deno.build.os === "windows" ? ";" : ":";
  for (const folder of (Deno.env.get("PATH") ?? "").split(separator)) {
    const path = `${folder}/${name}`;
    const info = await Deno.stat(path).catch(() => null);
    if (folder !== "" && info?.isFile === true) return path;
  }
  return null;
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  onOutput?: (text: string) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const bytes of stream) {
    const text = decoder.decode(bytes, { stream: true });
    all += text;
    onOutput?.(text);
  }
  return all + decoder.decode();
}
