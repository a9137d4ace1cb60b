/** RFC 9110, section 10.2.3: in how many seconds, or when. Null for what is neither. */
export const retryAfter = (value: string | undefined, nowMillis: number): number | null => {
  const text = value?.trim() ?? ""
  if (/^\d{1,9}$/u.test(text)) return Number(text)
  // Of the forms of a date that HTTP knows each has a day's name before it.
  const at = /^[A-Z][a-z]{2}/u.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - nowMillis) / 1_000))
}
