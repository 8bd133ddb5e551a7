-- What readers asked and said. Times are seconds since 1970. No column tells who it was.
CREATE TABLE answers (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  site TEXT NOT NULL,
  -- What feedback calls the answer.
  name TEXT,
  -- answered, nothing, search, failed or left
  outcome TEXT NOT NULL,
  -- Only where the owner keeps the words, and without what looks like a secret.
  question TEXT,
  -- The same for questions that are the same.
  same TEXT
) STRICT;
CREATE INDEX answers_at ON answers (at);
CREATE INDEX answers_name ON answers (name) WHERE name IS NOT NULL;

CREATE TABLE cited (
  answer INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
  -- Address, id or title: what tells a page from others.
  page TEXT NOT NULL,
  id TEXT,
  title TEXT,
  address TEXT,
  is_gone INTEGER NOT NULL
) STRICT;
CREATE INDEX cited_answer ON cited (answer);

CREATE TABLE feedback (
  at INTEGER NOT NULL,
  site TEXT NOT NULL,
  answer TEXT NOT NULL,
  helpful INTEGER,
  reason TEXT,
  comment TEXT,
  question TEXT,
  UNIQUE (site, answer)
) STRICT;
CREATE INDEX feedback_at ON feedback (at);
