/** `docs/permissions.md`, made of what each endpoint says that it asks, and of the roles that a new shop begins with. */
import { firstRoles, Permission, permissionsOf, type Role } from "@duka/core"
import { Context } from "effect"
import { HttpApi } from "effect/http-api"
import { Asking, DukaApi, forWhom } from "../src/index.ts"

const head = `# Who may call what

Whoever asks is a guest, somebody who signed in, or a machine with an API key. Customers hold no permissions: what is
theirs is theirs. Who works here holds those of his roles, and an API key those that it was made with. What belongs to
somebody else is *not found*, never *forbidden*.

The rules stand in core, so that an app that embeds it is guarded alike; each endpoint says them again, as \`x-asks\` in the
OpenAPI document. A test makes this page of that and fails when it is stale (\`npx vitest run packages/http-api -u\` writes
it); another calls every endpoint as everybody and compares.
`

const row = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`

const endpoints = (): ReadonlyArray<string> => {
  const rows: Array<string> = []
  HttpApi.reflect(DukaApi, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      const asked = Context.get(endpoint.annotations, Asking)
      const path = endpoint.path.replaceAll(/:(\w+)/g, "{$1}").replace(/(?<=.)\/$/, "")
      rows.push(row([endpoint.method, `\`${path}\``, asked === undefined ? "?" : forWhom(asked)]))
    }
  })
  return rows
}

const held = ({ name }: Role) => permissionsOf([name], firstRoles)

export const permissionsDocument = (): string =>
  [
    head,
    "## Endpoints",
    "",
    row(["method", "path", "for"]),
    row(["---", "---", "---"]),
    ...endpoints(),
    "",
    "## Roles of a new shop",
    "",
    "Roles are data: a shop changes them, and makes others, as it likes. The owner's alone is fixed.",
    "",
    row(["permission", ...firstRoles.map(({ name }) => name)]),
    row(["---", ...firstRoles.map(() => "---")]),
    ...Permission.literals.map((permission) =>
      row([`\`${permission}\``, ...firstRoles.map((role) => (held(role).includes(permission) ? "yes" : ""))])
    ),
    "",
    ...firstRoles.map(({ description, name }) => `- **${name}**: ${description}.`),
    ""
  ].join("\n")
