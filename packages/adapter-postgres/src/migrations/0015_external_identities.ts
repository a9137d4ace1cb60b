import { statements } from "./statements.ts"

export const externalIdentities = statements(
  `CREATE TABLE external_identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    account_id uuid NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    linked_at timestamptz(3) NOT NULL,
    PRIMARY KEY (issuer, subject)
  )`,
  `CREATE INDEX external_identity_by_account ON external_identity (account_id)`
)
