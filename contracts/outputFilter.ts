/** SageMaker's limit for a filter of a transform job, in characters. */
const longestFilter = 63;

/**
 * What a transform job is to store of a CSV line that it joined (the columns that came along, the vector, the answer):
 * the columns and the answer, without the vector. Undefined where SageMaker would refuse the filter, which lists each
 * place: the lines are then stored whole. The job's request and the reader of its files both go by this.
 * @param carried how many columns come along with each row
 */
export function csvOutputFilter(carried: number): string | undefined {
    const places = Array.from({ length: carried }, (_, place) => place);
    const filter = `$[${[...places, -1].join(",")}]`;
    return filter.length <= longestFilter ? filter : undefined;
}
