import { ApiKey, ApiKeyNotFound, CreatedApiKey, InvalidInput, NewApiKey, TooManyApiKeys } from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const ApiKeyList = Schema.Struct({ items: Schema.Array(ApiKey) }).annotate({ identifier: "ApiKeyList" })

export class ApiKeysApi extends HttpApiGroup.make("apiKeys")
  .add(
    HttpApiEndpoint.get("list", "/", { success: ApiKeyList }).annotateMerge(summary("API keys, the newest first")),
    HttpApiEndpoint.post("create", "/", {
      payload: NewApiKey,
      success: CreatedApiKey,
      error: [problem(InvalidInput), problem(TooManyApiKeys)]
    }).annotateMerge(
      summary(
        "Make an API key",
        "Shown this once, and sent as `Authorization: Bearer …`. Of permissions that one holds."
      )
    ),
    HttpApiEndpoint.delete("revoke", "/:id", {
      params: { id: Schema.String },
      error: problem(ApiKeyNotFound)
    }).annotateMerge(summary("Revoke an API key", "It is good for nothing from now on."))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/api-keys")
  .annotateEndpointsMerge(asks.permission("staff:manage"))
  .annotateMerge(room("API keys", "For machines. For who holds `staff:manage`.")) {}
