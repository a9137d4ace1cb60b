import { statements } from "./statements.ts"

export const categories = statements(
  `CREATE TABLE category (
    id uuid PRIMARY KEY,
    parent_id uuid REFERENCES category (id),
    slug text NOT NULL CONSTRAINT category_slug UNIQUE,
    name text NOT NULL,
    name_sort text COLLATE "C" NOT NULL,
    description text NOT NULL,
    position int NOT NULL,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CHECK (parent_id <> id)
  )`,
  `CREATE INDEX category_by_name ON category (name_sort, id)`,
  `CREATE INDEX category_by_parent ON category (parent_id, name_sort, id)`,
  // Every category with each of those above it, itself included, at depth 0.
  `CREATE TABLE category_closure (
    ancestor_id uuid NOT NULL REFERENCES category (id) ON DELETE CASCADE,
    category_id uuid NOT NULL REFERENCES category (id) ON DELETE CASCADE,
    depth int NOT NULL CHECK (depth >= 0),
    PRIMARY KEY (ancestor_id, category_id)
  )`,
  `CREATE INDEX category_closure_by_category ON category_closure (category_id, ancestor_id)`
)
