import type { Schema } from "./database.ts";

/**
 * A stream's file. An entry is, for a group,
 *  - undelivered above the group's `position`;
 *  - settled (acknowledged, parked or given up) up to its `settled`, and where `marks` say so;
 *  - pending otherwise: in the hands of the group's exclusive `owner`, or, where consumers compete,
 *    of the owner that `marks` name.
 * So an exclusive consumer's deliveries and acknowledgements move two numbers, whatever their count.
 */
export const STREAM_SCHEMA: Schema = {
  version: 1,
  sql: `
    CREATE TABLE stream (last INTEGER NOT NULL);
    INSERT INTO stream (last) VALUES (0);

    CREATE TABLE entries (seq INTEGER PRIMARY KEY, key TEXT NOT NULL, body BLOB NOT NULL);

    CREATE TABLE groups (
      name TEXT PRIMARY KEY,
      position INTEGER NOT NULL,
      settled INTEGER NOT NULL,
      owner TEXT
    ) WITHOUT ROWID;

    -- What cannot be told from position and settled alone. Gone once settled passes it.
    CREATE TABLE marks (
      grp TEXT NOT NULL,
      seq INTEGER NOT NULL,
      settled INTEGER NOT NULL DEFAULT 0,
      attempts INTEGER NOT NULL DEFAULT 0,
      owner TEXT,
      PRIMARY KEY (grp, seq)
    ) WITHOUT ROWID;

    -- When competing consumers last gave a sign of life.
    CREATE TABLE members (
      grp TEXT NOT NULL,
      name TEXT NOT NULL,
      seen INTEGER NOT NULL,
      PRIMARY KEY (grp, name)
    ) WITHOUT ROWID;

    -- Parked entries wait while owner is null; else they are in its hands again.
    CREATE TABLE parked (
      grp TEXT NOT NULL,
      seq INTEGER NOT NULL,
      key TEXT NOT NULL,
      body BLOB NOT NULL,
      attempts INTEGER NOT NULL,
      due INTEGER NOT NULL,
      owner TEXT,
      PRIMARY KEY (grp, seq)
    );
    CREATE INDEX parked_by_key ON parked (grp, key, seq, due) WHERE owner IS NULL;
    CREATE INDEX parked_by_due ON parked (grp, due) WHERE owner IS NULL;
    CREATE INDEX parked_in_hand ON parked (grp, owner) WHERE owner IS NOT NULL;

    CREATE TABLE dead (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      grp TEXT NOT NULL,
      seq INTEGER NOT NULL,
      key TEXT NOT NULL,
      body BLOB NOT NULL,
      reason TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      dead_at INTEGER NOT NULL
    );
  `,
};

/** The file of the shared state. */
export const SHARED_SCHEMA: Schema = {
  version: 1,
  sql: `
    CREATE TABLE hashes (
      key TEXT NOT NULL,
      field TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (key, field)
    ) WITHOUT ROWID;

    CREATE TABLE expiring (
      key TEXT NOT NULL,
      member TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      PRIMARY KEY (key, member)
    ) WITHOUT ROWID;
  `,
};
