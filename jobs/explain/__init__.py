"""What each feature adds to a model's answers: its contributions, exact where the kind of model lets them be told.

| module | is |
| --- | --- |
| contributions | the job |
| vectors | encoded rows in blocks |
| features | which places of a vector are a feature's |
| models | a linear model by its weights, trees by XGBoost's own `pred_contribs` |

It runs in an algorithm's own image, so it takes what XGBoost's (1.7-1) has: Python 3.8, NumPy and xgboost. There is no
pyarrow to go by, and none of the packages beside this one, which take a newer Python.
"""
