import { list } from "./variables.ts"

const cell = (text: string) => text.replaceAll("|", "\\|")

/** The table of every variable, in Markdown: `docs/configuration.md` holds it, and a test compares the two. */
export const table: string = [
  "| variable | meaning | right | without it |",
  "| --- | --- | --- | --- |",
  ...list.map(
    ({ expected, meaning, name, otherwise, secret }) =>
      `| \`${name}\`${secret ? " (secret)" : ""} | ${cell(meaning)} | ${cell(expected)} | ${cell(otherwise)} |`
  )
].join("\n")
