/**
 * Bytes to text: by the byte-order mark, else the header's charset, else the XML prolog's encoding,
 * else UTF-8 (RFC 7303 gives this order). A declaration that the bytes contradict gives way to the
 * next one that fits; undeclared bytes that are not UTF-8 are Windows-1252, the web's custom. Where
 * nothing fits, the first known declaration is used and what it cannot read becomes U+FFFD.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const mark = markedEncoding(bytes);
  if (mark !== null) return decode(bytes, mark, false) ?? "";
  const declared = [
    /charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? "")?.[1],
    prologEncoding(bytes),
  ].filter((label) => label !== undefined);
  const fallbacks = declared.length === 0 ? ["utf-8", "windows-1252"] : ["utf-8"];
  for (const label of [...declared, ...fallbacks]) {
    const text = decode(bytes, label, true);
    if (text !== null) return text;
  }
  for (const label of [...declared, "utf-8"]) {
    const text = decode(bytes, label, false);
    if (text !== null) return text;
  }
  return "";
}

/** By a byte-order mark, or by the shape of `<?` or `<r` in 16-bit units. */
function markedEncoding(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0 && c !== 0 && d === 0)) {
    return "utf-16le";
  }
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c && c === 0 && d !== 0)) {
    return "utf-16be";
  }
  return null;
}

function prologEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 512));
  const label = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1];
  // A prolog that could be read byte by byte is not in 16-bit units, whatever it says.
  return label !== undefined && /^(utf-?16|ucs-?2|iso-10646)/i.test(label) ? undefined : label;
}

/** Null where the label is unknown, or the bytes do not fit and `fatal` is asked for. */
function decode(bytes: Uint8Array, label: string, fatal: boolean): string | null {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    return null;
  }
}
