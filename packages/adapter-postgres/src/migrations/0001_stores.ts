import { statements } from "./statements.ts"

/** `name_sort` is core's `Text.sortKey` of the name; the "C" collation compares it by code points, as core does. */
export const stores = statements(
  `CREATE TABLE store (
    id uuid PRIMARY KEY,
    slug text NOT NULL CONSTRAINT store_slug UNIQUE,
    name text NOT NULL,
    name_sort text COLLATE "C" NOT NULL,
    address jsonb NOT NULL,
    point jsonb,
    phone text,
    email text,
    opening_hours jsonb NOT NULL,
    service_radius_km float8,
    pickup boolean NOT NULL,
    delivers boolean NOT NULL,
    version int NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX store_by_name ON store (name_sort, id)`
)
