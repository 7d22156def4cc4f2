/** Account keys of Alpaca. They go to Alpaca's own hosts and nowhere else. */
export interface AlpacaCredentials {
  readonly keyId: string;
  readonly secret: string;
}
