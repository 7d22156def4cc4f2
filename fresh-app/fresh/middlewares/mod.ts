import { type Context, getInternals } from "../context.ts";

/** Handles a request, or passes it on with `ctx.next()`. */
export type Middleware<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** The same as {@link Middleware}. */
export type MiddlewareFn<State> = Middleware<State>;

/** A middleware, or how to load it. */
export type MaybeLazyMiddleware<State> = (
  ctx: Context<State>,
) => Response | Promise<Response | Middleware<State>>;

/**
 * One middleware that runs `middlewares` in order; after the last, the `next` that the context had.
 *
 * @param onError told once of every error that passes through
 */
export function compileMiddlewares<State>(
  middlewares: MaybeLazyMiddleware<State>[],
  onError?: (error: unknown) => void,
): Middleware<State> {
  const steps = [...middlewares];

  async function run(ctx: Context<State>, index: number, tail: () => Promise<Response>) {
    const step = steps[index];
    if (step === undefined) return await tail();
    const internals = getInternals(ctx);
    const { app, layouts } = internals;
    const before = ctx.next;
    ctx.next = () => run(ctx, index + 1, tail);
    try {
      const result = await step(ctx);
      if (typeof result !== "function") return result;
      steps[index] = result;
      return await result(ctx);
    } catch (error) {
      if (ctx.error !== error) {
        ctx.error = error;
        onError?.(error);
      }
      throw error;
    } finally {
      internals.app = app;
      internals.layouts = layouts;
      ctx.next = before;
    }
  }

  return (ctx) => run(ctx, 0, ctx.next);
}
