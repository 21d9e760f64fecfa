-- Formats. A credential is one device key, one time and one place in a status list; it is signed in one format or in
-- several. `formats` is what a record is signed in, as words in their order, and is set with its claim; a sealed letter
-- has none of these and stands in `signed` as `seal`.

ALTER TABLE records ADD COLUMN formats TEXT NOT NULL DEFAULT 'mso_mdoc';

CREATE TRIGGER records_keep_their_formats BEFORE UPDATE OF formats ON records WHEN OLD.claimed_at IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a claim counts once'); END;

CREATE TABLE signed_in_formats (
  number     INTEGER PRIMARY KEY,
  credential INTEGER NOT NULL REFERENCES credentials,
  format     TEXT NOT NULL,
  bytes      BLOB NOT NULL,
  UNIQUE (credential, format)
) STRICT;

INSERT INTO signed_in_formats (credential, format, bytes)
  SELECT credential, CASE WHEN letter IS NULL THEN 'mso_mdoc' ELSE 'seal' END, bytes
    FROM signed JOIN credentials ON credentials.number = credential JOIN records ON records.number = record
    ORDER BY credential;
DROP TABLE signed;
ALTER TABLE signed_in_formats RENAME TO signed;

CREATE TRIGGER signed_stays BEFORE DELETE ON signed
  BEGIN SELECT RAISE(ABORT, 'signed bytes are kept'); END;
CREATE TRIGGER signed_stays_the_same BEFORE UPDATE ON signed
  BEGIN SELECT RAISE(ABORT, 'signed bytes are kept'); END;
