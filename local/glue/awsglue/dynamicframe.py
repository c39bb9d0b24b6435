"""Records of a source."""

from typing import Any

from pyspark.sql import DataFrame


class DynamicFrame:
    """What GlueContext reads; of all that it can do on AWS, the way to a data frame."""

    def __init__(self, frame: DataFrame):
        self._frame = frame

    def toDF(self) -> DataFrame:
        """The records as a data frame; one without columns where there is no record."""
        return self._frame

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"The local stage's awsglue has no DynamicFrame.{name}.")
