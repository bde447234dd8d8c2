-- What changed since a revision, without a walk through all of the history.

CREATE INDEX jintu_history_revision ON jintu_history (revision);
