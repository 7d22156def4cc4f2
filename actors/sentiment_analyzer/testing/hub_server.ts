import { createHash } from "node:crypto";
import { join } from "node:path";

/** What the hub does wrong; by the name of the file. */
export type HubFault =
  | "missing"
  | "broken off"
  | "wrong checksum"
  | "no checksum"
  | "server error"
  | "redirect loop"
  | "unencrypted redirect";

/** A hub with one model, `owner/tiny`, on this machine. */
export interface HubServer {
  readonly url: string;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[];
  readonly faults: Map<string, HubFault>;
  /** Holds back every answer until it resolves. */
  gate: Promise<void>;
  close(): Promise<void>;
}

/** Serves a folder as the hub does: large files by a redirect that states their SHA-256. */
export function startHub(folder: string): HubServer {
  const asked: string[] = [];
  const faults = new Map<string, HubFault>();
  const hub = { asked, faults, gate: Promise.resolve() };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    await hub.gate;
    const [, name] = /^\/(?:owner\/tiny\/resolve\/main|cdn)\/(.+)$/.exec(pathname) ?? [];
    const fault = faults.get(name ?? "");
    if (name === undefined || fault === "missing") return new Response(null, { status: 404 });
    if (fault === "server error") return new Response(null, { status: 503 });
    if (fault === "redirect loop") return Response.redirect(request.url);
    if (fault === "unencrypted redirect") return Response.redirect("http://192.0.2.1/x");
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await Deno.readFile(join(folder, name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Response(null, { status: 404 });
      throw error;
    }
    if (pathname.startsWith("/cdn/")) return body(bytes, fault, {});
    const tag = fault === "wrong checksum" ? "0".repeat(64) : tagOf(name, bytes);
    if (!name.endsWith(".onnx")) return body(bytes, fault, { etag: `"${tag}"` });
    const headers: Record<string, string> = { location: `/cdn/${name}` };
    if (fault !== "no checksum") headers["x-linked-etag"] = `"${tag}"`;
    return new Response(null, { status: 302, headers });
  });
  return Object.assign(hub, {
    url: `http://127.0.0.1:${server.addr.port}`,
    close: () => server.shutdown(),
  });
}

function body(bytes: Uint8Array<ArrayBuffer>, fault: HubFault | undefined, headers: HeadersInit) {
  if (fault !== "broken off") {
    return new Response(bytes, { headers: { ...headers, "content-length": `${bytes.length}` } });
  }
  const half = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.subarray(0, bytes.length >> 1));
    },
    pull(controller) {
      controller.error(new Error("the cable is cut"));
    },
  });
  return new Response(half, { headers });
}

function tagOf(name: string, bytes: Uint8Array): string {
  return name.endsWith(".onnx")
    ? createHash("sha256").update(bytes).digest("hex")
    : createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
