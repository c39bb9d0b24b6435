"""The XGBoost library.

It imports scikit-learn for wrappers that are not used here. Without it the library starts in a third of the time, so it
is kept from finding it.
"""

import sys

_hidden = "sklearn" not in sys.modules
if _hidden:
    sys.modules["sklearn"] = None
import xgboost  # noqa: E402

if _hidden:
    del sys.modules["sklearn"]

__all__ = ["xgboost"]
