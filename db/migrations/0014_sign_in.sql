-- Who may see and do what: people with their passkeys and sessions, tokens of scripts, the keys that
-- sign, and a record of all of it. Times are system time. Of a secret only its SHA-256 is kept.

create table users (
  user_id    text collate "C" primary key check (user_id <> ''),
  name       text not null unique check (name <> ''),
  role       text not null check (role in ('viewer', 'operator')),
  created_at timestamptz not null
);

create table user_credentials (
  -- As the authenticator chose it, base64url.
  credential_id text collate "C" primary key check (credential_id <> ''),
  user_id       text collate "C" not null references users on delete cascade,
  name          text not null check (name <> ''),
  -- COSE, base64url.
  public_key    text not null,
  -- How often the authenticator says it has signed; 0 for one that does not count.
  counter       bigint not null check (counter >= 0),
  transports    json not null,
  -- The host name that it was made for, and the only one that it works under.
  rp_id         text not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz
);
create index user_credentials_by_user on user_credentials (user_id, created_at);

create table user_sessions (
  session_id     text collate "C" primary key check (session_id <> ''),
  user_id        text collate "C" not null references users on delete cascade,
  -- What the browser calls itself.
  agent          text not null,
  -- How it was begun: passkey, recovery code, enrolment.
  method         text not null,
  created_at     timestamptz not null,
  -- When a passkey was last shown; null: never in this session.
  confirmed_at   timestamptz,
  seen_at        timestamptz not null,
  expires_at     timestamptz not null,
  revoked_at     timestamptz,
  revoked_reason text check ((revoked_reason is null) = (revoked_at is null))
);
create index user_sessions_by_user on user_sessions (user_id, created_at);

create table refresh_tokens (
  token_hash text collate "C" primary key,
  session_id text collate "C" not null references user_sessions on delete cascade,
  issued_at  timestamptz not null,
  expires_at timestamptz not null,
  -- When it was exchanged for its successor; presented again after that, it is stolen.
  used_at    timestamptz
);
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table recovery_codes (
  code_hash  text collate "C" primary key,
  user_id    text collate "C" not null references users on delete cascade,
  created_at timestamptz not null,
  used_at    timestamptz
);
create index recovery_codes_by_user on recovery_codes (user_id);

create table enrolment_codes (
  code_hash  text collate "C" primary key,
  -- Who is enrolled with it; a user of this name gets one more passkey.
  user_name  text not null check (user_name <> ''),
  role       text not null check (role in ('viewer', 'operator')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);

create table passkey_challenges (
  challenge  text collate "C" primary key,
  -- What it may be answered for: sign-in, confirm, add, enrol.
  purpose    text not null,
  -- Whose answer is expected; null where anybody's is.
  user_id    text collate "C",
  -- With purpose enrol: the code that this enrolment uses up.
  code_hash  text collate "C",
  expires_at timestamptz not null
);

create table api_tokens (
  token_id   text collate "C" primary key check (token_id <> ''),
  name       text not null check (name <> ''),
  role       text not null check (role in ('viewer', 'operator')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);

create table signing_keys (
  key_id      text collate "C" primary key check (key_id <> ''),
  -- A JSON Web Key, private part included.
  private_key json not null,
  created_at  timestamptz not null,
  -- What was signed with it is believed until then.
  expires_at  timestamptz not null
);

create table audit_log (
  entry_id bigint generated always as identity primary key,
  at       timestamptz not null,
  event    text not null check (event <> ''),
  -- Who, as far as it is known: a user's id, or a token's.
  actor    text,
  -- From where, as the server sees it.
  address  text,
  detail   json not null
);
create index audit_log_by_time on audit_log (at, entry_id);
