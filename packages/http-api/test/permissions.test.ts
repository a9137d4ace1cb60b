import { expect, it } from "vitest"
import { permissionsDocument } from "./permissionsDocument.ts"

it("docs/permissions.md is what the endpoints say", async () => {
  await expect(permissionsDocument()).toMatchFileSnapshot("../../../docs/permissions.md")
})
