import { createApi } from "../../api/app.ts";
import { apiOptions, type FakePorts, fakePorts } from "../../api/testing/fakes.ts";
import { newEnrolmentCode } from "../enrolment.ts";
import { TestAuthenticator } from "./authenticator.ts";
import { HERE } from "./people.ts";

/** A browser in front of the API: it keeps cookies and says which page it shows. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: ReturnType<typeof createApi>,
    readonly host = "localhost:8000",
    private readonly from: { readonly remoteAddress: string } = HERE,
  ) {}

  /** Sends a request from a page of ours, unless `headers` say otherwise. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await this.app.request(`http://${this.host}${path}`, {
      method,
      ...body === undefined ? {} : { body: JSON.stringify(body) },
      headers: {
        host: this.host,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...method === "GET" ? {} : { origin: `http://${this.host}` },
        ...body === undefined ? {} : { "content-type": "application/json" },
        ...headers,
      },
    }, this.from);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** The JSON of an answer. */
  async json(method: string, path: string, body?: unknown) {
    return await (await this.ask(method, path, body)).json();
  }

  /** The value of the cookie of this kind. */
  cookie(kind: "access" | "refresh"): string {
    return [...this.cookies].find(([name]) => name.includes(kind))?.[1] ?? "";
  }

  /** Enrols with a code. */
  async enrol(code: string, key: TestAuthenticator, name = "laptop"): Promise<Response> {
    const options = await this.json("POST", "/api/auth/enrol/options", { code });
    return await this.ask("POST", "/api/auth/enrol", { passkey: key.register(options), name });
  }

  /** Signs in. */
  async signIn(
    key: TestAuthenticator,
    misdeed: Parameters<TestAuthenticator["assert"]>[1] = {},
  ): Promise<Response> {
    const options = await this.json("POST", "/api/auth/sign-in/options", {});
    return await this.ask("POST", "/api/auth/sign-in", { passkey: key.assert(options, misdeed) });
  }
}

/** An API that must be signed in to, unless `isOpenDemo`, and a browser in front of it. */
export function desk({ isOpenDemo = false, ports = fakePorts() }: {
  isOpenDemo?: boolean;
  ports?: FakePorts;
} = {}) {
  const app = createApi(ports, apiOptions(ports, isOpenDemo));
  const { auth, clock } = ports;
  return {
    ports,
    auth,
    clock,
    app,
    newBrowser: (host?: string, from?: { readonly remoteAddress: string }) =>
      new TestBrowser(app, host, from),
    newCode: async (userName = "operator", role: "viewer" | "operator" = "operator") =>
      (await newEnrolmentCode(auth, { userName, role })).code,
    events: async () => (await auth.store.auditEntries(100)).map(({ event }) => event),
  };
}

/** {@link desk} where an operator has enrolled, and is signed in. */
export async function enrolledDesk() {
  const here = desk();
  const browser = here.newBrowser();
  const key = new TestAuthenticator("first");
  const enrolled = await (await browser.enrol(await here.newCode(), key)).json();
  return { ...here, browser, key, recoveryCodes: enrolled.recoveryCodes as string[] };
}
