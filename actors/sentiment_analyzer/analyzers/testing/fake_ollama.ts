/** What the server does with a request; it gets the body that was sent. */
export type Answer = (body: Record<string, unknown>) =>
  | Response
  | Promise<Response>;

/** An answer as Ollama gives it to a chat. */
export function chatAnswer(content: string, more: Record<string, unknown> = {}): Response {
  return Response.json({
    model: "test",
    created_at: "2026-01-05T14:30:00Z",
    message: { role: "assistant", content },
    done: true,
    done_reason: "stop",
    ...more,
  });
}

/** A server that speaks Ollama's chat API, and misbehaves as told: one answer per request, the last for all others. */
export function fakeOllama(...answers: readonly Answer[]) {
  const asked: Record<string, unknown>[] = [];
  let now = 0, most = 0;
  const server = Deno.serve(
    {
      port: 0,
      hostname: "127.0.0.1",
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
    },
    async (request) => {
      const body: Record<string, unknown> = await request.json();
      asked.push(body);
      most = Math.max(most, ++now);
      try {
        return await answers[Math.min(asked.length, answers.length) - 1]!(body);
      } finally {
        now--;
      }
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    /** Most requests that were under way at once. */
    most: () => most,
    stop: () => server.shutdown(),
  };
}
