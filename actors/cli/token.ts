import { z } from "zod";
import type { ApiToken } from "../../db/auth/store.ts";
import { migrate } from "../../db/migrate.ts";
import { newEnrolmentCode } from "../../fresh-app/auth/enrolment.ts";
import type { AuthEnvironment } from "../../fresh-app/auth/environment.ts";
import {
  endToken,
  mintToken,
  TOKEN_DAYS_MAX,
  TOKEN_NAME_MAX,
} from "../../fresh-app/auth/script_tokens.ts";
import { type CommandResult, defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { openSharedDatabase } from "./open.ts";
import { option } from "./options.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";
import { authOf } from "./sign_in.ts";

const ACTIONS = ["make", "list", "revoke", "enrol"] as const;
const BY_TERMINAL = { actor: "terminal", address: null };

const options = {
  role: option(z.enum(["viewer", "operator"]).optional(), {
    value: "ROLE",
    doc: "viewer reads, operator also changes (default viewer; with enrol operator)",
  }),
  days: option(z.int().min(1).max(TOKEN_DAYS_MAX).default(30), {
    value: "N",
    doc: "how many days a new token is good",
  }),
  name: option(
    z.string().regex(new RegExp(`^[\\w][\\w .@-]{0,${TOKEN_NAME_MAX - 1}}$`)).optional(),
    {
      value: "NAME",
      doc: "what a new token is for, or who is enrolled (default script; with enrol operator)",
      rule: `a name of letters, digits, spaces and ._@-, up to ${TOKEN_NAME_MAX} characters`,
    },
  ),
};

export default defineCommand({
  name: "token",
  summary: "Make, list and revoke tokens for scripts; make codes that enrol passkeys",
  details: `A script shows its token with every request: Authorization: Bearer TOKEN. A token is
printed once and kept nowhere. It belongs to one mode (TRADING_MODE). Works beside a running system.

  make           a new token, which is the default (--role, --days, --name)
  list           tokens that were made
  revoke ID      end a token
  enrol          a code for one more passkey, to be entered at /sign-in within the hour
                 (--name says whose, --role is for new people)`,
  options,
  positionals: { value: "[ACTION [ID]]", doc: ACTIONS.join(", "), min: 0, max: 2 },
  examples: ["deno task token --role operator --days 7 --name nightly", "deno task token list"],
  environment: SETTINGS_DOCS,
  async run({ args: [action = "make", id], options: { role, days, name }, env, clock }) {
    if (!ACTIONS.some((known) => known === action)) {
      throw new UserError(
        `token knows ${ACTIONS.join(", ")}, but was asked for ${JSON.stringify(action)}.`,
      );
    }
    if ((action === "revoke") !== (id !== undefined)) {
      throw new UserError(
        action === "revoke"
          ? "token revoke needs the id of a token; token list shows them."
          : `token ${action} takes no id, but was given ${JSON.stringify(id)}.`,
      );
    }
    const { database, close } = await openSharedDatabase(readSettings(env));
    try {
      await migrate(database);
      const auth = authOf(database, clock);
      if (action === "list") return listed(await auth.store.apiTokens(), clock.now());
      if (id !== undefined) return await revoked(auth, id);
      if (action === "enrol") {
        return await enrolled(auth, name ?? "operator", role ?? "operator");
      }
      return await made(auth, { name: name ?? "script", role: role ?? "viewer", days });
    } finally {
      await close();
    }
  },
});

async function made(
  auth: AuthEnvironment,
  wish: Parameters<typeof mintToken>[1],
): Promise<CommandResult> {
  const { token, kept } = await mintToken(auth, wish, BY_TERMINAL);
  return { json: { token, ...viewOf(kept) }, text: token };
}

async function revoked(auth: AuthEnvironment, tokenId: string): Promise<CommandResult> {
  if (!await endToken(auth, tokenId, BY_TERMINAL)) {
    throw new UserError(
      `There is no token ${JSON.stringify(tokenId)} in force; token list shows what there is.`,
    );
  }
  return { json: { revoked: tokenId }, text: `Token ${tokenId} is good for nothing any more.` };
}

async function enrolled(
  auth: AuthEnvironment,
  userName: string,
  role: "viewer" | "operator",
): Promise<CommandResult> {
  const known = await auth.store.findUserByName(userName);
  if (known !== null && known.role !== role) {
    throw new UserError(
      `${userName} is a ${known.role} already, and a code does not change that; ` +
        `choose another --name, or --role ${known.role}.`,
    );
  }
  const { code, expiresAt } = await newEnrolmentCode(auth, { userName, role });
  const until = new Date(expiresAt).toISOString();
  return {
    json: { code, name: userName, role, expiresAt: until },
    text: `Enter ${code} at /sign-in, once, before ${until}: it enrols a passkey of ${userName}.`,
  };
}

function listed(tokens: readonly ApiToken[], now: number): CommandResult {
  const lines = tokens.map((token) => {
    const state = token.revokedAt !== null
      ? "revoked"
      : token.expiresAt <= now
      ? "expired"
      : `until ${new Date(token.expiresAt).toISOString().slice(0, 16)}Z`;
    return `${token.tokenId}  ${token.role.padEnd(8)}  ${state.padEnd(23)}  ${token.name}`;
  });
  return {
    json: { tokens: tokens.map(viewOf) },
    text: lines.length === 0 ? "No token was made yet." : lines.join("\n"),
  };
}

function viewOf({ tokenId, name, role, createdAt, expiresAt, revokedAt }: ApiToken) {
  const iso = (at: number) => new Date(at).toISOString();
  return {
    id: tokenId,
    name,
    role,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    revokedAt: revokedAt === null ? null : iso(revokedAt),
  };
}
