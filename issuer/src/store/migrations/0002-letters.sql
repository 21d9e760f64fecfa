-- Sealed letters. A letter is a record with one credential that no device key is bound to: in `device_key` stands a zero
-- byte and the digest of its order, which no point of a curve has. `letter` is the SHA-256 of the file that was sealed,
-- and tells these records from those that wait for a wallet; `request` is the digest of the order.

ALTER TABLE records ADD COLUMN letter BLOB CHECK (length(letter) = 32);

CREATE TRIGGER records_keep_their_letter BEFORE UPDATE OF letter ON records WHEN OLD.letter IS NOT NULL
  BEGIN SELECT RAISE(ABORT, 'a letter is sealed once'); END;
