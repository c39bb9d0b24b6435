export const types = {};
