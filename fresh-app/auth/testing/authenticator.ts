import { Buffer } from "node:buffer";
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  sign,
} from "node:crypto";

/** What an authenticator may be made to do wrong. */
export interface Misdeed {
  /** The page that it says it was shown to. */
  readonly origin?: string;
  /** The host name that it signs for. */
  readonly rpId?: string;
  /** What it says that it has counted. */
  readonly counter?: number;
  /** A byte of the signature is flipped. */
  readonly forged?: boolean;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const ATTESTED = 0x40;

/** An authenticator in software with one passkey, as a browser shows it to a page. */
export class TestAuthenticator {
  readonly #key = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly id: string;
  counter = 0;

  /** @param name two of one name have the same id, and different keys */
  constructor(
    name: string,
    readonly origin = "http://localhost:8000",
    readonly rpId = "localhost",
  ) {
    this.id = digest(`passkey ${name}`).toString("base64url");
  }

  /** Another authenticator with the same passkey and counter. */
  copy(): TestAuthenticator {
    const copied = new TestAuthenticator("copy", this.origin, this.rpId);
    Object.assign(copied, { id: this.id, counter: this.counter });
    copied.#key.privateKey = createPrivateKey({
      key: this.#key.privateKey.export({ format: "jwk" }),
      format: "jwk",
    });
    return copied;
  }

  /** Answers the question for a new passkey. */
  register(options: { readonly challenge: string }, misdeed: Misdeed = {}) {
    const clientData = this.#clientData("webauthn.create", options.challenge, misdeed);
    const id = Buffer.from(this.id, "base64url");
    const credential = Buffer.concat([
      Buffer.alloc(16),
      Buffer.from([id.length >> 8, id.length & 0xff]),
      id,
      coseKey(this.#key.publicKey.export({ format: "jwk" })),
    ]);
    const authData = this.#authData(PRESENT | VERIFIED | ATTESTED, credential, misdeed);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      text("fmt"),
      text("none"),
      text("attStmt"),
      Buffer.from([0xa0]),
      text("authData"),
      bytes(authData),
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal"],
      },
    } as const;
  }

  /** Signs a question; counts. */
  assert(options: { readonly challenge: string }, misdeed: Misdeed = {}) {
    this.counter += 1;
    const clientData = this.#clientData("webauthn.get", options.challenge, misdeed);
    const authData = this.#authData(PRESENT | VERIFIED, Buffer.alloc(0), misdeed);
    const signed = Buffer.concat([authData, digest(clientData)]);
    const signature = sign("sha256", signed, this.#key.privateKey);
    if (misdeed.forged === true) signature[signature.length - 1]! ^= 1;
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString("base64url"),
        authenticatorData: authData.toString("base64url"),
        signature: signature.toString("base64url"),
      },
    } as const;
  }

  #clientData(type: string, challenge: string, { origin = this.origin }: Misdeed): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authData(flags: number, credential: Buffer, misdeed: Misdeed): Buffer {
    const head = Buffer.alloc(37);
    digest(misdeed.rpId ?? this.rpId).copy(head);
    head[32] = flags;
    head.writeUInt32BE(misdeed.counter ?? this.counter, 33);
    return Buffer.concat([head, credential]);
  }
}

function digest(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

/** CBOR, as much as is needed here. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x59, value.length >> 8, value.length & 0xff]), value]);
}

function coseKey({ x = "", y = "" }: JsonWebKey): Buffer {
  const part = (value: string) =>
    Buffer.concat([Buffer.from([0x58, 32]), Buffer.from(value, "base64url")]);
  // kty EC2, alg ES256, crv P-256, x, y.
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    part(x),
    Buffer.from([0x22]),
    part(y),
  ]);
}
