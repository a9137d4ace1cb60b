/** A message as it came in, read by its bytes alone (RFC 5322): nothing here is the sender's own code. */

export interface Received {
  /** Each as it stands there, with its line breaks. */
  readonly fields: ReadonlyArray<string>
  readonly body: string
}

export const received = (raw: Buffer): Received => {
  const text = raw.toString("latin1")
  const end = text.indexOf("\r\n\r\n")
  return { fields: text.slice(0, end).split(/\r\n(?![ \t])/u), body: text.slice(end + 4) }
}

export const nameOf = (field: string) => field.slice(0, field.indexOf(":")).toLowerCase()

export const namesIn = (raw: Buffer) => received(raw).fields.map(nameOf)

/** Without its folds; null: it is not there. */
export const valueOf = (raw: Buffer, name: string) => {
  const field = received(raw).fields.find((each) => nameOf(each) === name.toLowerCase())
  return field === undefined
    ? null
    : field
        .slice(field.indexOf(":") + 1)
        .replaceAll("\r\n", "")
        .trim()
}

/** In octets, without its end. */
export const longestLine = (raw: Buffer) =>
  Math.max(
    ...raw
      .toString("latin1")
      .split("\r\n")
      .map(({ length }) => length)
  )
