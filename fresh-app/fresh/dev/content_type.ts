import { extname } from "node:path";

const TEXT = "; charset=UTF-8";

const TYPES: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".css": `text/css${TEXT}`,
  ".csv": `text/csv${TEXT}`,
  ".gif": "image/gif",
  ".html": `text/html${TEXT}`,
  ".ico": "image/vnd.microsoft.icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": `text/javascript${TEXT}`,
  ".json": `application/json${TEXT}`,
  ".map": `application/json${TEXT}`,
  ".md": `text/markdown${TEXT}`,
  ".mjs": `text/javascript${TEXT}`,
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": `image/svg+xml${TEXT}`,
  ".txt": `text/plain${TEXT}`,
  ".wasm": "application/wasm",
  ".webm": "video/webm",
  ".webmanifest": `application/manifest+json${TEXT}`,
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".xml": `application/xml${TEXT}`,
};

/** The media type of a file, by its name. */
export function contentTypeOf(path: string): string {
  return TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
}
