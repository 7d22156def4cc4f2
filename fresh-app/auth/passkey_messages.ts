import { z } from "zod";

/** Longest part of a passkey's answer, in characters. */
const PART_MAX = 16_384;

const part = z.string().max(PART_MAX);
const shared = {
  id: z.string().min(1).max(2_048),
  rawId: z.string().min(1).max(2_048),
  type: z.literal("public-key"),
  clientExtensionResults: z.object({}).default({}),
};

/** What a browser answers when it made a passkey. */
export const registrationSchema = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: part,
    attestationObject: part,
    transports: z.array(z.string().max(32)).max(16).default([]),
  }),
});
/** See {@link registrationSchema}. */
export type Registration = z.output<typeof registrationSchema>;

/** What a browser answers when a passkey signed. */
export const assertionSchema = z.object({
  ...shared,
  response: z.object({ clientDataJSON: part, authenticatorData: part, signature: part }),
});
/** See {@link assertionSchema}. */
export type Assertion = z.output<typeof assertionSchema>;

/** What somebody calls a passkey, a token, or themselves. */
export const nameSchema = z.string().trim().min(1).max(64)
  .refine((name) => !/\p{Cc}/u.test(name), "must hold no control characters");
