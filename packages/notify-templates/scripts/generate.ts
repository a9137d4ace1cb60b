/**
 * Compiles the layout and the partials from `mjml/`, and puts all of `templates/` into `src/assets/defaults.ts`: what is
 * published needs neither MJML nor a file system. Run it after a change to either: `node scripts/generate.ts`.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import mjml2html from "mjml"

const root = join(import.meta.dirname, "..")
const templates = join(root, "templates")

/** Around what is cut out of a compiled document, to stand in the layout's body. */
const mark = "<!-- cut here -->"

const inDocument = (fragment: string) => `<mjml>
  <mj-head><mj-include path="./attributes.mjml" /></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-raw>${mark}</mj-raw>
    ${fragment}
    <mj-raw>${mark}</mj-raw>
  </mj-column></mj-section></mj-body>
</mjml>`

/** A column's rows need a table around them. */
const cut = (html: string) =>
  `<table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%"><tbody>${html.split(mark)[1] ?? ""}</tbody></table>`

const compiledFile = async (name: string) => {
  const filePath = join(root, "mjml", name)
  const source = readFileSync(filePath, "utf8")
  const isWhole = source.startsWith("<mjml")
  const { html } = await mjml2html(isWhole ? source : inDocument(source.replace(/^<!--.*-->\n/, "")), {
    filePath,
    ignoreIncludes: false,
    validationLevel: "strict"
  })
  const text = (isWhole ? html : cut(html)).replaceAll(/\s*\n\s*/g, "\n").trim()
  const path = isWhole ? "layout.html.liquid" : `partials/${basename(name, ".mjml")}.html.liquid`
  return [path, `${text}\n`] as const
}

/** The templates that are made of MJML, by their paths. */
export const compiled = async (): Promise<ReadonlyMap<string, string>> => {
  const names = globSync("*.mjml", { cwd: join(root, "mjml") }).filter((name) => name !== "attributes.mjml")
  return new Map(await Promise.all(names.toSorted().map(compiledFile)))
}

/** All templates, by their paths. */
export const collected = (): ReadonlyMap<string, string> =>
  new Map(
    globSync("**/*.{liquid,json}", { cwd: templates })
      .map((path) => path.replaceAll("\\", "/"))
      .toSorted()
      .map((path) => [path, readFileSync(join(templates, path), "utf8")])
  )

/** The module that holds them. */
export const embedded = (
  files: ReadonlyMap<string, string>
): string => `/** Made by scripts/generate.ts of all that is in templates/. */
export const defaultFiles: Readonly<Record<string, string>> = {
${[...files].map(([path, text]) => `  ${JSON.stringify(path)}: ${JSON.stringify(text)}`).join(",\n")}
}
`

if (import.meta.main) {
  for (const [path, text] of await compiled()) writeFileSync(join(templates, path), text)
  writeFileSync(join(root, "src/assets/defaults.ts"), embedded(collected()))
}
