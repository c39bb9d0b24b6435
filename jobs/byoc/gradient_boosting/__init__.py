"""A gradient boosting regressor of scikit-learn, with the programs that SageMaker starts to train and to serve it."""
