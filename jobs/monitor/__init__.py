"""The monitor's analyzer: what came is compared with what the model was trained on.

| module | is |
| --- | --- |
| baseline, analyze | the two jobs |
| features | what the model's columns are to the monitor: numbers, or categories |
| source, captures | rows of CSV, Parquet and JSON Lines in blocks |
| profiles, summary, sketch | a table's features in one pass: counts, moments, quantiles |
| documents | the files: statistics.json, constraints.json, constraint_violations.json |
| distances, significance | how far two distributions are apart, and whether chance would do the same |
| inputs, settings | what is asked: thresholds, method, false discovery rate, slices, fairness |
| checks, verdict | the findings of a window, and which of them are violations |
| judgements, baselines | what is compared with what |
| measures, quality, fairness | sums over rows; errors against labels; groups of people |
| attribution, linear, vectors, encode | what the model relies on |
| predictions | answers that stand beside their rows |
| importance | how much a model goes by each feature |
| report, history | report.json, drift.csv and the message; what earlier runs have left of them |
| answers, figures, words | what charts and people are told |

The engine (`data`) and what a column's text means (`preprocess`) stand beside this package.
"""
