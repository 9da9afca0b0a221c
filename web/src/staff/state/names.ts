// Long ids as people can tell them apart.

/** `case-jiscwjddt47xs2n7in72bch3ga` as `case-jisc…`. */
export const shortId = (id: string): string => id.replace(/^([a-z]+-[a-z2-7]{4})[a-z2-7]{8,}$/, "$1…");
