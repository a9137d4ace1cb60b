/** Which kind of answer a client would rather have (RFC 9110, section 12.5.1). */

/** How much a range of media types wants a type: not at all where nothing names it. The narrowest name says it. */
const weightOf = (accept: string, type: string): number => {
  const [kind = ""] = type.split("/")
  const ranges = accept.split(",").map((range) => {
    const [name = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase())
    const weight = Number(parameters.find((part) => part.startsWith("q="))?.slice(2) ?? 1)
    return { name, weight: Number.isNaN(weight) ? 0 : weight }
  })
  return [type, `${kind}/*`, "*/*"].flatMap((name) => ranges.find((range) => range.name === name)?.weight ?? [])[0] ?? 0
}

/** Whether it wants CSV more than JSON, which is what whoever takes anything gets. */
export const prefersCsv = (accept: string | undefined): boolean =>
  accept !== undefined && weightOf(accept, "text/csv") > weightOf(accept, "application/json")
