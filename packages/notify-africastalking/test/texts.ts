/** Texts of every kind that people write: letters of the GSM alphabet, letters outside it, and clusters of several letters. */
import * as fc from "fast-check"

const gsmLetters = [..."abcXYZ019 .,:/-@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+;<=>?¡ÄÖÑÜ§¿äöñüà", "\n", "\r\n"]
const escapedLetters = [..."\f^{}\\[~]|€"]
const otherLetters = ["ሰ", "ላ", "م", "你", "ñ\u0303", "е", "`", "\u00A0", "\u0600", "ê", "ผู้"]
const clusters = ["🍰", "👩‍👩‍👧‍👦", "🇰🇪", "👍🏿", "e\u0301", "\u0926\u094D\u0926\u093F", "\u1112\u1161\u11AB", "\uD83C"]

const many = (letters: ReadonlyArray<string>, lengthMax: number) =>
  fc.array(fc.constantFrom(...letters), { maxLength: lengthMax, size: "max" }).map((all) => all.join(""))

export const gsmText = (lengthMax: number) => many([...gsmLetters, ...escapedLetters, " ", " ", " "], lengthMax)

/** One that is within the alphabet, or not, or only in its last letters. */
export const anyText = (lengthMax: number) =>
  fc.oneof(
    gsmText(lengthMax),
    many([...gsmLetters, ...escapedLetters, ...otherLetters, ...clusters, " ", " "], lengthMax),
    fc.tuple(gsmText(lengthMax), many(clusters, 20)).map(([before, after]) => `${before} ${after}`),
    fc.string({ unit: "binary", maxLength: lengthMax, size: "max" })
  )
