import * as crypto from "node:crypto";
import type { HyperParameterScalingType, ParameterRanges } from "@aws-sdk/client-sagemaker";

/** Values of hyperparameters, as a training job takes them: all of them text. */
export type Drawn = Record<string, string>;

/** Draws values of hyperparameters at random; the same seed gives the same values in the same order. */
export class Draws {
    private drawn = 0;

    /** @param seed any text, such as a RandomSeed or a name */
    constructor(
        private readonly ranges: ParameterRanges,
        private readonly seed: string,
    ) {}

    /** The next values, one of each range. */
    next(): Drawn {
        const index = this.drawn++;
        const draw = (name: string) => uniform(`${this.seed}/${index}/${name}`);
        const { ContinuousParameterRanges, IntegerParameterRanges, CategoricalParameterRanges } = this.ranges;
        return {
            ...values(ContinuousParameterRanges, ({ Name, MinValue, MaxValue, ScalingType }) =>
                String(between(draw(Name!), Number(MinValue), Number(MaxValue), ScalingType)),
            ),
            ...values(IntegerParameterRanges, ({ Name, MinValue, MaxValue, ScalingType }) =>
                String(wholeBetween(draw(Name!), Number(MinValue), Number(MaxValue), ScalingType)),
            ),
            ...values(CategoricalParameterRanges, ({ Name, Values }) => {
                return Values![Math.floor(draw(Name!) * Values!.length)]!;
            }),
        };
    }
}

function values<T extends { Name: string | undefined }>(ranges: T[] | undefined, value: (range: T) => string): Drawn {
    return Object.fromEntries((ranges ?? []).map((range) => [range.Name!, value(range)]));
}

/** A number of [0, 1) that depends on the text alone. */
function uniform(text: string): number {
    return crypto.createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
}

/** Each whole number stands for the interval of one around it. */
function wholeBetween(share: number, low: number, high: number, scaling?: HyperParameterScalingType): number {
    const value = Math.round(between(share, low - 0.5, high + 0.5, scaling));
    return Math.min(high, Math.max(low, value));
}

/** The value at a share of a range, on the range's scale; a scale that is left to SageMaker is linear here. */
function between(share: number, low: number, high: number, scaling: HyperParameterScalingType = "Auto"): number {
    switch (scaling) {
        case "Logarithmic":
            return low * (high / low) ** share;
        case "ReverseLogarithmic":
            return 1 - (1 - low) * ((1 - high) / (1 - low)) ** share;
        default:
            return low + share * (high - low);
    }
}
