"""A linear model, and how it is fitted: least squares with an L2 and an L1 penalty, solved exactly.

With features ``x`` and label ``y`` (normalized where asked), weights ``w`` and bias ``b``, it minimizes

    mean((x @ w + b - y)^2) / 2 + wd / 2 * sum(w^2) + l1 * sum(|w|)

which is the objective of SageMaker's Linear Learner for ``squared_loss``. Linear Learner goes there by gradient
descent; this one by the normal equations, and by coordinate descent where ``l1`` is not zero.
"""

import numpy as np

#: The regularization that is tried where the job leaves it to the algorithm, weakest first.
WD_CANDIDATES = (0.0, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)

_MAX_SWEEPS = 10_000
_TOLERANCE = 1e-10


def fit(features, label, wd=0.0, l1=0.0, normalize_data=True, normalize_label=True, use_bias=True):
    """The weights (one a feature) and the bias, in the units of the given features and label."""
    center, scale = _scaler(features, use_bias, normalize_data)
    label_center, label_scale = _scaler(label[:, None], use_bias, normalize_label)
    x = (features - center) / scale
    y = (label - label_center[0]) / label_scale[0]
    gram = x.T @ x / len(x)
    moment = x.T @ y / len(x)
    weights = _ridge(gram, moment, wd) if l1 == 0 else _elastic_net(gram, moment, wd, l1)
    weights = weights / scale * label_scale[0]
    return weights, float(label_center[0] - center @ weights)


def predict(features, weights, bias):
    return features @ weights + bias


def objective(features, label, weights, bias, normalize_label=True):
    """The data's part of the objective, in units of the normalized label."""
    scale = np.std(label) if normalize_label else 1.0
    return float(np.mean((predict(features, weights, bias) - label) ** 2) / 2 / (scale or 1.0) ** 2)


def _scaler(values, center, scale):
    """Means and deviations by column; a column that never changes keeps its scale."""
    means = values.mean(axis=0) if center else np.zeros(values.shape[1])
    deviations = values.std(axis=0) if scale else np.ones(values.shape[1])
    return means, np.where(deviations > 0, deviations, 1.0)


def _ridge(gram, moment, wd):
    # The least-norm solution, since one-hot columns depend on each other.
    return np.linalg.lstsq(gram + wd * np.eye(len(gram)), moment, rcond=None)[0]


def _elastic_net(gram, moment, wd, l1):
    weights = np.zeros(len(gram))
    for _ in range(_MAX_SWEEPS):
        largest = 0.0
        for j in range(len(gram)):
            rest = moment[j] - gram[j] @ weights + gram[j, j] * weights[j]
            new = np.sign(rest) * max(abs(rest) - l1, 0.0) / (gram[j, j] + wd) if gram[j, j] > 0 else 0.0
            largest = max(largest, abs(new - weights[j]))
            weights[j] = new
        if largest < _TOLERANCE:
            break
    return weights
