/** What both baselines are told. */
import { createSecretKey } from "node:crypto"

const required = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

export const port = Number(required("PORT"))
export const databaseUrl = required("DATABASE_URL")
export const secretKey = createSecretKey(required("DUKA_SECRET_KEY"), "base64")

/** As many as Duka opens: 10 to write, 5 to read. */
export const connectionsMax = 15
