"""The consolidation of what a model was asked and answered: its Glue job's script is consolidate.py.

On AWS the packages `consolidate`, `data` and `preprocess` come in one archive beside the script (`--extra-py-files`).
The modules of `preprocess` import each other as siblings.
"""

import sys
from pathlib import Path

_SIBLINGS = str(Path(__file__).parents[1] / "preprocess")
if _SIBLINGS not in sys.path:
    sys.path.append(_SIBLINGS)
