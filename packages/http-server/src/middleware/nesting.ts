/** How deep a JSON text nests, told before it is parsed: what is nested too deep would end whoever walks through it. */

const quote = 34
const backslash = 92
const isOpening = (code: number) => code === 91 || code === 123
const isClosing = (code: number) => code === 93 || code === 125

/** Whether arrays and objects stand more than `most` deep in each other. Text that is not JSON may be told either way. */
export const isNestedDeeper = (text: string, most: number): boolean => {
  let depth = 0
  let isText = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (isText) {
      if (code === backslash) index++
      else if (code === quote) isText = false
    } else if (code === quote) isText = true
    else if (isOpening(code) && ++depth > most) return true
    else if (isClosing(code)) depth--
  }
  return false
}
