/**
 * How deep a JSON text nests and how much is in it, told before it is parsed: what is nested too deep would end whoever
 * walks through it, and a megabyte of empty objects keeps whoever decodes it for seconds.
 */

const quote = 34
const backslash = 92
const space = 32
const comma = 44
const colon = 58
const isOpening = (code: number) => code === 91 || code === 123
const isClosing = (code: number) => code === 93 || code === 125

export interface Extent {
  readonly depth: number
  /** Values and keys: `{"a":[1]}` has four. */
  readonly values: number
}

/** Counted no further than one beyond either bound. Text that is not JSON may be told anyhow. */
export const extentOf = (text: string, most: Extent): Extent => {
  let depth = 0
  let deepest = 0
  let values = 0
  let isText = false
  let isWord = false
  for (let index = 0; index < text.length && deepest <= most.depth && values <= most.values; index++) {
    const code = text.charCodeAt(index)
    if (isText) {
      if (code === backslash) index++
      else if (code === quote) isText = false
      continue
    }
    // A number, true, false or null.
    const wasWord = isWord
    isWord = false
    if (code === quote) {
      isText = true
      values++
    } else if (isOpening(code)) {
      depth++
      values++
      if (depth > deepest) deepest = depth
    } else if (isClosing(code)) depth--
    else if (code > space && code !== comma && code !== colon) {
      isWord = true
      if (!wasWord) values++
    }
  }
  return { depth: deepest, values }
}
