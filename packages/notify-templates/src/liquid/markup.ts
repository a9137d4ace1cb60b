/** Where a piece of HTML ends: in text, in a tag, in an attribute. As far as the HTML standard's tokenizer tells these apart. */

export type Position =
  | { readonly _tag: "Text" }
  /** `element`: the tag's name, with its slash where it closes. */
  | { readonly _tag: "TagName"; readonly element: string }
  | { readonly _tag: "Tag"; readonly element: string }
  | { readonly _tag: "AttributeName"; readonly element: string; readonly attribute: string }
  | { readonly _tag: "BeforeValue"; readonly element: string; readonly attribute: string }
  | {
      readonly _tag: "Value"
      readonly element: string
      readonly attribute: string
      readonly quote: "'" | '"'
      /** Whether nothing of the value has been written yet. */
      readonly isStart: boolean
    }
  | { readonly _tag: "Bare"; readonly element: string }
  | { readonly _tag: "Comment" }
  /** In an element whose text is a program or a style sheet. */
  | { readonly _tag: "Raw"; readonly element: string }

export const atStart: Position = { _tag: "Text" }

interface Step {
  readonly position: Position
  /** How many characters were read: at least one. */
  readonly length: number
}

const raw: ReadonlyArray<string> = ["script", "style"]

/** What `pattern`, which is sticky, finds at the index. */
const at = (pattern: RegExp, html: string, index: number): string => {
  pattern.lastIndex = index
  return pattern.exec(html)?.[0] ?? ""
}

/** How far it is to the next place where it stands, or to the end: at least one character. */
const upTo = (what: string, html: string, index: number): number => {
  const found = html.indexOf(what, index + 1)
  return (found === -1 ? html.length : found) - index
}

const afterTag = (element: string): Position => (raw.includes(element) ? { _tag: "Raw", element } : { _tag: "Text" })

const within = (element: string, html: string, index: number): Step => {
  if (html[index] === ">") return { position: afterTag(element), length: 1 }
  const name = at(/[^\s=>/]+/y, html, index)
  return name === ""
    ? { position: { _tag: "Tag", element }, length: 1 }
    : { position: { _tag: "AttributeName", element, attribute: name.toLowerCase() }, length: name.length }
}

const step = (position: Position, html: string, index: number): Step => {
  switch (position._tag) {
    case "Text": {
      if (html.startsWith("<!--", index)) return { position: { _tag: "Comment" }, length: 4 }
      const opened = at(/<(?=[a-z!/]|$)/iy, html, index)
      if (opened !== "") return { position: { _tag: "TagName", element: "" }, length: 1 }
      return { position, length: Math.max(1, at(/[^<]+/y, html, index).length) }
    }
    case "TagName": {
      const more = at(/[^\s>]+/y, html, index)
      const element = position.element + more.toLowerCase()
      if (more !== "") return { position: { _tag: "TagName", element }, length: more.length }
      return within(position.element, html, index)
    }
    case "Tag":
      return within(position.element, html, index)
    case "AttributeName": {
      const equals = at(/\s*=\s*/y, html, index)
      if (equals !== "") return { position: { ...position, _tag: "BeforeValue" }, length: equals.length }
      return within(position.element, html, index)
    }
    case "BeforeValue": {
      const quote = html[index]
      return quote === '"' || quote === "'"
        ? { position: { ...position, _tag: "Value", quote, isStart: true }, length: 1 }
        : { position: { _tag: "Bare", element: position.element }, length: 1 }
    }
    case "Value": {
      if (html[index] === position.quote) return { position: { _tag: "Tag", element: position.element }, length: 1 }
      return { position: { ...position, isStart: false }, length: upTo(position.quote, html, index) }
    }
    case "Bare": {
      const more = at(/[^\s>]+/y, html, index)
      return more === "" ? within(position.element, html, index) : { position, length: more.length }
    }
    case "Comment":
      if (html.startsWith("-->", index)) return { position: { _tag: "Text" }, length: 3 }
      return { position, length: upTo("-->", html, index) }
    case "Raw": {
      const end = `</${position.element}`
      if (html.slice(index, index + end.length).toLowerCase() !== end)
        return { position, length: upTo("</", html, index) }
      return { position: { _tag: "TagName", element: "" }, length: 1 }
    }
  }
}

export const after = (start: Position, html: string): Position => {
  let position = start
  for (let index = 0; index < html.length;) {
    const next = step(position, html, index)
    position = next.position
    index += next.length
  }
  return position
}

export const isSame = (a: Position, b: Position): boolean => JSON.stringify(a) === JSON.stringify(b)
