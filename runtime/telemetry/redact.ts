const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*):[^\s/?#]*@/gi;
const QUERY_SECRET = /([?&](?:password|passwd|token|secret|key|api_?key)=)[^&\s#]*/gi;

/**
 * The text with the password of every URL in it replaced by `***`, wherever a URL may carry one
 * (before the host, or as a query parameter); everything else as it was.
 */
export function redactUrls(text: string): string {
  return text.replace(URL_PASSWORD, "$1:***@").replace(QUERY_SECRET, "$1***");
}
