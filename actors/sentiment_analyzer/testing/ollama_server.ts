import { z } from "zod";

/** A question as it reached the server. */
export interface OllamaQuestion {
  readonly system: string;
  readonly user: string;
  readonly body: z.output<typeof questionSchema>;
}

/** What the server answers to one question; by default what {@link labelOf} says. */
export type OllamaReply =
  | { readonly kind: "label"; readonly label: string; readonly confidence: number }
  /** The label with the log probability of its first token. */
  | { readonly kind: "logprobs"; readonly label: string; readonly logprob: number }
  /** Something else than the two fields that were asked for. */
  | { readonly kind: "content"; readonly content: string }
  /** A whole HTTP answer. */
  | { readonly kind: "raw"; readonly status: number; readonly body: string }
  /** Never answers. */
  | { readonly kind: "silence" };

/** A server that speaks Ollama's chat API, with its faults. */
export interface OllamaServer {
  readonly url: string;
  readonly asked: OllamaQuestion[];
  /** Most questions that were under way at once. */
  readonly busiest: () => number;
  /** Replies to the next questions, in order; then {@link OllamaServer.always}. */
  readonly next: OllamaReply[];
  /** What is replied to every further question; null: by the words of the text. */
  always: OllamaReply | null;
  /** What its models' digests end in; null: it does not list its models. */
  digest: string | null;
  /** Holds back every answer until it resolves. */
  gate: Promise<void>;
  close(): Promise<void>;
}

const questionSchema = z.object({
  model: z.string(),
  stream: z.literal(false),
  format: z.record(z.string(), z.unknown()),
  logprobs: z.literal(true),
  options: z.object({ temperature: z.literal(0), num_predict: z.number() }).loose(),
  messages: z.tuple([
    z.object({ role: z.literal("system"), content: z.string() }),
    z.object({ role: z.literal("user"), content: z.string() }),
  ]),
});

/** Starts one on a free port. It refuses what Ollama's API, asked well, would not look like. */
export function startOllama(): OllamaServer {
  const asked: OllamaQuestion[] = [];
  const next: OllamaReply[] = [];
  const released = Promise.withResolvers<void>();
  let [busy, busiest] = [0, 0];
  const state: Pick<OllamaServer, "always" | "gate" | "digest"> = {
    always: null,
    gate: Promise.resolve(),
    digest: null,
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/tags" && state.digest !== null) {
      const models = ["mistral:latest", "llama3.2:latest"];
      return Response.json({
        models: models.map((name, n) => ({ name, digest: `${n}${state.digest}` })),
      });
    }
    if (pathname !== "/api/chat") return new Response(null, { status: 404 });
    const question = questionSchema.safeParse(await request.json());
    if (!question.success) return Response.json({ error: question.error.message }, { status: 400 });
    const body = question.data;
    const [{ content: system }, { content: user }] = body.messages;
    asked.push({ system, user, body });
    busiest = Math.max(busiest, ++busy);
    try {
      await state.gate;
      const reply = next.shift() ?? state.always ??
        { kind: "label", label: labelOf(user), confidence: 0.9 };
      if (reply.kind === "silence") await released.promise;
      return answer(body.model, reply);
    } finally {
      busy--;
    }
  });
  return Object.assign(state, {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    next,
    busiest: () => busiest,
    async close() {
      released.resolve();
      await server.shutdown();
    },
  });
}

/** A model of few words. */
function labelOf(user: string): string {
  if (/\b(rose|record|beats)\b/.test(user)) return "positive";
  return /\b(plunge|loss|warn(s|ing))\b/.test(user) ? "negative" : "neutral";
}

function answer(model: string, reply: OllamaReply): Response {
  if (reply.kind === "raw") return new Response(reply.body, { status: reply.status });
  const chat = (content: string, logprobs?: unknown) =>
    Response.json({ model, message: { role: "assistant", content }, done: true, logprobs });
  switch (reply.kind) {
    case "silence":
      return new Response(null, { status: 503 });
    case "content":
      return chat(reply.content);
    case "label":
      return chat(JSON.stringify({ label: reply.label, confidence: reply.confidence }));
    case "logprobs": {
      const { label, logprob } = reply;
      const pieces = [`{"`, "label", `":`, ` "`, label.slice(0, 3), label.slice(3)];
      const rest = [`",`, ` "confidence":`, " 0.5", "}"];
      const logprobs = [...pieces, ...rest].map((token, index) => ({
        token,
        logprob: index === 4 ? logprob : -0.001,
      }));
      return chat([...pieces, ...rest].join(""), logprobs);
    }
  }
}
