/** Variables of how other systems are told. */
import { Config, Schema } from "effect"
import { variable } from "./variable.ts"

export const webhookVariables = {
  webhookPrivateAddresses: variable(
    {
      name: "DUKA_WEBHOOK_PRIVATE_ADDRESSES",
      meaning:
        "true lets webhook endpoints stand in networks of one's own, this machine included, and there be called by plain http. Whoever holds webhook:manage then reaches what the server does.",
      expected: "true or false",
      otherwise: "false: only https addresses on the public internet are called",
      secret: false
    },
    Config.schema(Schema.Literals(["true", "false"]), "DUKA_WEBHOOK_PRIVATE_ADDRESSES").pipe(
      Config.withDefault("false" as const),
      Config.map((text) => text === "true")
    )
  )
}
