-- The register of one issuer. Rows of credentials, signed bytes, records and audit are never deleted: an index of a
-- status list and a device key are used once, for ever.

CREATE TABLE issuer (
  id                 INTEGER PRIMARY KEY CHECK (id = 1),
  name_en            TEXT NOT NULL,
  name_zh_hant       TEXT NOT NULL,
  name_zh_hans       TEXT NOT NULL,
  key                BLOB NOT NULL,
  signer_certificate BLOB NOT NULL,
  root_certificate   BLOB NOT NULL,
  status_prefix      TEXT NOT NULL,
  created_at         INTEGER NOT NULL
) STRICT;

CREATE TABLE kinds (
  kind TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE batches (
  number    INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL REFERENCES kinds,
  rows      INTEGER NOT NULL,
  loaded_at INTEGER NOT NULL
) STRICT;

-- `content` holds the values as JSON. `claim` is the digest of the claim code; the code itself is nowhere.
-- `claimed_at` is set once, when a request takes the claim; `file` is then the name of the delivery.
CREATE TABLE records (
  number       INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL REFERENCES kinds,
  holder_ref   TEXT NOT NULL,
  content      TEXT NOT NULL,
  claim        BLOB NOT NULL UNIQUE CHECK (length(claim) = 32),
  code_drawn   INTEGER NOT NULL CHECK (code_drawn IN (0, 1)),
  code_shown   INTEGER NOT NULL CHECK (code_shown IN (0, 1)),
  state        TEXT NOT NULL CHECK (state IN ('pending', 'issued', 'superseded', 'revoked')),
  batch        INTEGER NOT NULL REFERENCES batches,
  row          INTEGER NOT NULL,
  supersedes   INTEGER REFERENCES records,
  claimed_at   INTEGER,
  request      BLOB UNIQUE CHECK (length(request) = 32),
  file         TEXT UNIQUE,
  delivered_at INTEGER,
  UNIQUE (batch, holder_ref),
  CHECK ((claimed_at IS NULL) = (request IS NULL) AND (claimed_at IS NULL) = (file IS NULL)),
  CHECK (state <> 'issued' OR claimed_at IS NOT NULL)
) STRICT;

CREATE INDEX records_by_holder ON records (holder_ref, kind);
CREATE INDEX records_unfinished ON records (number)
  WHERE claimed_at IS NOT NULL AND delivered_at IS NULL;

CREATE TABLE lists (
  number       INTEGER PRIMARY KEY,
  entries      INTEGER NOT NULL,
  used         INTEGER NOT NULL CHECK (used <= entries),
  published_at INTEGER
) STRICT;

CREATE TABLE credentials (
  number      INTEGER PRIMARY KEY,
  record      INTEGER NOT NULL REFERENCES records,
  place       INTEGER NOT NULL,
  device_key  BLOB NOT NULL UNIQUE CHECK (length(device_key) = 33),
  list        INTEGER REFERENCES lists,
  idx         INTEGER,
  valid_from  INTEGER NOT NULL,
  valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
  state       TEXT NOT NULL CHECK (state IN ('intent', 'issued', 'revoked', 'suspended')),
  reason      TEXT,
  changed_at  INTEGER NOT NULL,
  UNIQUE (record, place),
  UNIQUE (list, idx),
  CHECK ((list IS NULL) = (idx IS NULL))
) STRICT;

CREATE TABLE signed (
  credential INTEGER PRIMARY KEY REFERENCES credentials,
  bytes      BLOB NOT NULL
) STRICT;

-- Requests that were refused once, by the digest of the file.
CREATE TABLE refusals (
  request BLOB PRIMARY KEY CHECK (length(request) = 32),
  code    TEXT NOT NULL,
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Orders above the limit for one person, with exactly what they would change.
CREATE TABLE proposals (
  number       INTEGER PRIMARY KEY,
  action       TEXT NOT NULL CHECK (action IN ('revoke', 'suspend', 'reinstate')),
  reason       TEXT NOT NULL,
  entries      INTEGER NOT NULL,
  proposed_by  TEXT NOT NULL,
  proposed_at  INTEGER NOT NULL,
  confirmed_by TEXT,
  confirmed_at INTEGER
) STRICT;

CREATE TABLE proposal_items (
  proposal   INTEGER NOT NULL REFERENCES proposals,
  record     INTEGER REFERENCES records,
  credential INTEGER REFERENCES credentials,
  CHECK ((record IS NULL) <> (credential IS NULL))
) STRICT;

CREATE INDEX proposal_items_by_proposal ON proposal_items (proposal);

-- A hash chain. It speaks of numbers and codes, never of people served or of kinds of document.
CREATE TABLE audit (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  event    TEXT NOT NULL,
  actor    TEXT,
  batch    INTEGER,
  record   INTEGER,
  list     INTEGER,
  proposal INTEGER,
  count    INTEGER,
  code     TEXT,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  digest   BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TRIGGER records_stay BEFORE DELETE ON records
  BEGIN SELECT RAISE(ABORT, 'records are kept'); END;
CREATE TRIGGER records_are_claimed_once BEFORE UPDATE OF claimed_at, request, file ON records WHEN OLD.claimed_at IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a claim counts once'); END;
CREATE TRIGGER credentials_stay BEFORE DELETE ON credentials
  BEGIN SELECT RAISE(ABORT, 'credentials are kept'); END;
CREATE TRIGGER credentials_keep_their_place BEFORE UPDATE OF record, place, device_key, list, idx ON credentials
  BEGIN SELECT RAISE(ABORT, 'a key and an index are used once'); END;
CREATE TRIGGER credentials_end_once BEFORE UPDATE OF state ON credentials WHEN OLD.state = 'revoked' AND NEW.state <> 'revoked'
  BEGIN SELECT RAISE(ABORT, 'revoked is for good'); END;
CREATE TRIGGER signed_stays BEFORE DELETE ON signed
  BEGIN SELECT RAISE(ABORT, 'signed bytes are kept'); END;
CREATE TRIGGER signed_stays_the_same BEFORE UPDATE ON signed
  BEGIN SELECT RAISE(ABORT, 'signed bytes are kept'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
CREATE TRIGGER audit_stays_the_same BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;
