/** Texts that people order, from the least to the greatest; those between bars mean the same. */
const scales = [
    "very poor|very bad,poor|bad,fair|average|ok|typical,good,very good,excellent|perfect",
    "poor,fair,good,very good,premium,ideal",
    "po,fa,ta,gd,ex",
    "very low,low,medium|moderate|mid,high,very high",
    "extra small|xs,small|s,medium|m,large|l,extra large|xl,xxl",
    "never,rarely,sometimes,often|usually,always",
    "none,slight|minor,mild,moderate,severe|critical",
    "strongly disagree,disagree,neutral,agree,strongly agree",
    "beginner,intermediate,advanced,expert",
    "first,second,third,fourth",
    "bronze,silver,gold,platinum",
    "january|jan,february|feb,march|mar,april|apr,may,june|jun,july|jul,august|aug,september|sep|sept,october|oct,november|nov,december|dec",
].map((scale) => scale.split(",").map((place) => place.split("|")));

/** The texts in the order of a scale that has them all, of three at least; undefined where there is none. */
export function orderOf(texts: readonly string[]): string[] | undefined {
    if (texts.length < 3) return undefined;
    for (const scale of scales) {
        const ranks = texts.map((text) => scale.findIndex((place) => place.includes(text.toLowerCase().trim())));
        if (ranks.every((rank) => rank >= 0) && new Set(ranks).size === ranks.length) {
            return texts
                .map((text, index) => [ranks[index] ?? 0, text] as const)
                .sort(([a], [b]) => a - b)
                .map(([, text]) => text);
        }
    }
    return undefined;
}
