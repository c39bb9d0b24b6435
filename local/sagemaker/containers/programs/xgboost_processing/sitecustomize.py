"""Keeps a processing job in XGBoost's image from finding what that image lacks.

The local stage has one Python for all containers. What is installed in it and not in the image is refused here, as it
would be there: packages may take what they need, the job's own code may not. Not refused: what a newer Python, or a
newer version of a package, can do that the image's cannot.

https://github.com/aws/sagemaker-xgboost-container, branch ``1.7-1``, ``requirements.txt`` and ``docker/1.7-1``. Its
pyarrow is 1.0, so long ago that it is as good as none.
"""

import sys
import sysconfig
from importlib.machinery import PathFinder

_INSTALLED = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}

_IN_THE_IMAGE = frozenset(
    (
        *(
            "PIL",
            "boto3",
            "botocore",
            "certifi",
            "cffi",
            "cryptography",
            "dask",
            "dateutil",
            "flask",
            "gevent",
            "google",
        ),
        *("gunicorn", "idna", "itsdangerous", "jinja2", "jmespath", "joblib", "markupsafe", "matplotlib", "mlio"),
        *("multi_model_server", "numba", "numpy", "pandas", "pkg_resources", "psutil", "pynvml", "pytz", "requests"),
        *("retrying", "s3transfer", "sagemaker_containers", "sagemaker_inference", "scipy", "setuptools", "six"),
        *("sklearn", "smdebug", "threadpoolctl", "urllib3", "werkzeug", "wheel", "xgboost", "yaml"),
    )
)


class _Image:
    """A finder that comes first, and finds nothing but a reason."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None or name in _IN_THE_IMAGE or _is_asked_by_package():
            return
        if PathFinder.find_spec(name, list(_INSTALLED)) is not None:
            raise ModuleNotFoundError(f"No module named '{name}' (it is not in the image sagemaker-xgboost)", name=name)


def _is_asked_by_package():
    """Whether the import statement stands in a package, and not in the job's own code."""
    frame = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is None or frame.f_code.co_filename.startswith(tuple(_INSTALLED))


sys.meta_path.insert(0, _Image)
