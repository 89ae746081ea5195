/** Arrows: those that authors write as signs, `->` and `=>`, which no line may end within; the text stays as it is written. */
const arrow = /(<?[-=]{1,2}>)/

/** Text and arrows in turn, the arrows at odd places: "a -> b" → ["a ", "->", " b"]. */
export const besideArrows = (text: string): string[] => text.split(arrow)
