import fc from "fast-check";

// The same examples in every run: what a run finds, the next one finds again. `npm run fuzz` looks for new ones.
fc.configureGlobal({ seed: 42 });
