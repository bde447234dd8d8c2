-- What belongs to no single layer. Each layer has a table of its own beside these.

CREATE TABLE jintu_meta (
  key text COLLATE "C" PRIMARY KEY,
  value text NOT NULL
);
COMMENT ON TABLE jintu_meta IS 'Jintu: small named texts (docs/store.md)';

CREATE TABLE jintu_layers (
  name text COLLATE "C" PRIMARY KEY,
  title text NOT NULL,
  role text NOT NULL,
  geometry text NOT NULL,
  fields json NOT NULL,
  last_id bigint NOT NULL DEFAULT 0,
  min_lon double precision,
  min_lat double precision,
  max_lon double precision,
  max_lat double precision,
  changed text
);
COMMENT ON TABLE jintu_layers IS 'Jintu: the layers; each is the table of its name';
COMMENT ON COLUMN jintu_layers.last_id IS 'the highest fid that was ever given';

CREATE TABLE jintu_revisions (
  revision bigint PRIMARY KEY,
  time text NOT NULL,
  author text NOT NULL,
  message text NOT NULL
);
COMMENT ON TABLE jintu_revisions IS 'Jintu: one row a committed transaction; time is RFC 3339, UTC';

CREATE TABLE jintu_history (
  layer text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL REFERENCES jintu_revisions,
  fid bigint NOT NULL,
  kind integer NOT NULL,
  geom geometry(Geometry, 4326),
  properties json NOT NULL,
  PRIMARY KEY (layer, id, revision)
);
COMMENT ON TABLE jintu_history IS 'Jintu: every version of every record of live layers; kind 0 created, 1 updated, 2 deleted';
