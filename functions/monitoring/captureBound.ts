/**
 * How likely so few captures are at most, where each invocation is captured with a probability: the bound of Chernoff
 * and Hoeffding on the lower tail of the binomial distribution, `exp(-n * KL(captured / n, probability))`. It is never
 * below the tail itself, at any number, and closed, so that a million invocations cost no more than ten.
 *
 * Hoeffding, Probability Inequalities for Sums of Bounded Random Variables, 1963, theorem 1
 */
export function likelihoodOfSoFew(captured: number, invocations: number, probability: number): number {
    if (invocations === 0 || captured >= invocations * probability) return 1;
    const share = captured / invocations;
    const divergence =
        (share === 0 ? 0 : share * Math.log(share / probability)) +
        (1 - share) * Math.log((1 - share) / (1 - probability));
    return Math.exp(-invocations * divergence);
}
