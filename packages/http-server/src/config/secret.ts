/** Keys and passwords that others have given the shop. */
import { Config, Redacted, Schema } from "effect"
import { variable } from "./variable.ts"

const Secret = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{8,500}$/))

export const secret = (name: string, meaning: string, otherwise: string) =>
  variable(
    { name, meaning, expected: "8 to 500 printable ASCII characters without spaces", otherwise, secret: true },
    Config.schema(Secret, name).pipe(Config.map(Redacted.make), Config.option)
  )
